"""Results as text, Markdown, HTML, JSON, SARIF and JUnit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from dirsim.pages.json_text import json_text as json_text
from dirsim.pages.plain import capped as capped
from dirsim.pages.plain import plain as plain
from dirsim.pages.plain import unseen as unseen
from dirsim.pages.plain import without_commands as without_commands

if TYPE_CHECKING:
    from datetime import date

    from dirsim.facts import Fact
    from dirsim.pages.blocks import Page
    from dirsim.resilience.board.board import Board
    from dirsim.resilience.ports.port_matrix import PortMatrix
    from dirsim.simulation.trace import Trace

PAGES: Mapping[tuple[str, str], tuple[str, str]] = {
    ("dirsim.recommendation.recommendation", "Recommendation"): (
        "recommendation.recommendation_page",
        "recommendation_page",
    ),
    ("dirsim.recommendation.assessment", "Assessment"): ("recommendation.assessment_page", "assessment_page"),
    ("dirsim.recommendation.difference", "Difference"): ("recommendation.decision_page", "difference_page"),
    ("dirsim.recommendation.verification", "Verification"): ("recommendation.decision_page", "verification_page"),
    ("dirsim.simulation.trace", "Trace"): ("simulation.trace_page", "trace_page"),
    ("dirsim.simulation.timed_trace", "TimedTrace"): ("simulation.trace_page", "trace_page"),
    ("dirsim.resilience.runs", "Runs"): ("simulation.trace_page", "runs_page"),
    ("dirsim.resilience.timeline", "Timeline"): ("resilience.timeline_page", "timeline_page"),
    ("dirsim.resilience.availability", "Availability"): ("resilience.availability_page", "availability_page"),
    ("dirsim.resilience.contingency", "Contingencies"): ("resilience.contingency_page", "sweep_page"),
    ("dirsim.resilience.population.population_run", "PopulationRun"): (
        "resilience.population.population_page",
        "population_page",
    ),
    ("dirsim.resilience.ports.port_matrix", "PortMatrix"): ("resilience.ports.port_matrix_page", "ports_page"),
    ("dirsim.resilience.ports.rule_check", "RuleCheck"): ("resilience.ports.rule_check_page", "rule_check_page"),
    ("dirsim.directory.group_policy.resultant_values", "ResultantSet"): (
        "directory.group_policy.group_policy_page",
        "policy_page",
    ),
    ("dirsim.directory.group_policy.design_policy", "DesignPolicy"): (
        "directory.group_policy.group_policy_page",
        "kept_page",
    ),
    ("dirsim.directory.trusts.opened", "Trusts"): ("directory.trusts.trusts_page", "trusts_page"),
    ("dirsim.directory.trusts.trust_walk", "TrustWalk"): ("directory.trusts.trusts_page", "walk_page"),
    ("dirsim.directory.schema.schema_findings", "SchemaCheck"): (
        "directory.schema.schema_check_page",
        "schema_check_page",
    ),
    ("dirsim.directory.managed_ad.readiness", "Readiness"): ("directory.managed_ad.managed_ad_page", "managed_ad_page"),
    ("dirsim.directory.discovery.discovery", "Discovery"): ("directory.discovery.discovery_page", "discovery_page"),
    ("dirsim.credentials.least_privilege.proposal", "LeastPrivilege"): (
        "credentials.least_privilege.least_privilege_page",
        "least_privilege_page",
    ),
    ("dirsim.credentials.least_privilege.proposal", "Proposal"): (
        "credentials.least_privilege.least_privilege_page",
        "proposal_page",
    ),
    ("dirsim.credentials.policy.effective_access", "AccessDecision"): ("credentials.policy.access_page", "access_page"),
    ("dirsim.credentials.sessions.session_lifetimes", "Session"): ("credentials.sessions.session_page", "session_page"),
    ("dirsim.credentials.sessions.session_answer", "RefusedSession"): (
        "credentials.sessions.session_page",
        "session_page",
    ),
    ("dirsim.credentials.sessions.blast_radius", "BlastRadius"): (
        "credentials.sessions.session_page",
        "blast_radius_page",
    ),
    ("dirsim.credentials.rotation.rotation_run", "RotationRun"): (
        "credentials.rotation.rotation_page",
        "rotation_page",
    ),
    ("dirsim.catalog.vocabulary", "Vocabulary"): ("pages.vocabulary_page", "vocabulary_page"),
    ("dirsim.facts.fact", "Fact"): ("pages.facts_page", "fact_page"),
    ("dirsim.model.topology", "Topology"): ("pages.network.topology_page", "topology_page"),
    ("dirsim.model.result_table", "ResultTable"): ("pages.table_page", "table_page"),
    ("dirsim.portfolio.run_portfolio", "Portfolio"): ("portfolio.portfolio_page", "page_of_portfolio"),
}
"""The page of each class of results: module and name of the class, module and name of the function that composes it."""

LINES: Mapping[tuple[str, str], tuple[str, str]] = {
    ("dirsim.recommendation.verdict", "Verdict"): ("recommendation.recommendation_page", "marked_verdict_line"),
    ("dirsim.recommendation.assessment", "ExistingFinding"): ("recommendation.assessment_page", "finding_line"),
    ("dirsim.recommendation.candidate", "Flip"): ("recommendation.phrases", "flip_line"),
    ("dirsim.directory.managed_ad.preflight", "Check"): ("directory.managed_ad.managed_ad_page", "check_line"),
    ("dirsim.directory.schema.schema_findings", "SchemaFinding"): (
        "directory.schema.schema_check_page",
        "finding_line",
    ),
}
"""The line of each class of small results, in the same form."""


def composer(home: tuple[str, str]) -> Callable[[Any], Any]:
    """The function at a module and a name of this package, loaded when it is called."""
    module, name = home

    def compose(value: Any) -> Any:
        return getattr(import_module(f"dirsim.{module}"), name)(value)

    return compose


def page_of(value: Any) -> Page:
    """The page of a result; a page (a tuple of blocks) is returned as it is.

    Raises:
        TypeError: The value is of a class that has no page.
    """
    if type(value) is tuple:
        return value
    home = PAGES.get((type(value).__module__, type(value).__name__))
    if home is None:
        raise TypeError(f"{type(value).__name__} has no page")
    page: Page = composer(home)(value)
    return page


def written(values: Any, form: str, boards: Iterable[Board] = ()) -> str:
    """Results in a format.

    Args:
        values: One result, or a list of results; a page counts as one.
        form: ``json``, ``text``, ``markdown`` or ``html``.
        boards: What-if boards that an HTML document ends with.
    """
    listed = values if isinstance(values, list) else [values]
    if form == "json":
        return json_text(listed[0] if len(listed) == 1 else [value.to_dict() for value in listed])
    pages = [page_of(value) for value in listed]
    if form == "html":
        from dirsim.resilience.board.board_page import sheet_with_boards

        return sheet_with_boards(pages, boards)
    if form == "markdown":
        from dirsim.pages.markdown import markdown

        return "\n".join(markdown(page) for page in pages)
    from dirsim.pages.text import text

    return "\n\n".join(text(page) for page in pages)


def text_of(value: Any) -> str:
    """One result as text, 100 columns wide at most."""
    return written(value, "text")


def brief_of(value: Any) -> str:
    """One result as text for a notebook: a recommendation as its short answer, anything else as its page."""
    return short_written([value]) if type(value).__name__ == "Recommendation" else text_of(value)


def recommendations_written(choices: Sequence[Any], form: str, sign: str | None = None) -> str:
    """Recommendations in a format; Markdown gives decision records that can be verified, HTML ends with the boards.

    Args:
        choices: The recommendations.
        form: The format.
        sign: A private Ed25519 key in PEM, to sign decision records with; ``None`` means that they are not signed.

    Raises:
        UsageError: The key cannot be used.
    """
    if form == "markdown":
        from dirsim.recommendation.decision_page import decision_record

        return "\n".join(decision_record(choice, sign) for choice in choices)
    return written(list(choices), form, (choice.board() for choice in choices))


def short_written(choices: Sequence[Any]) -> str:
    """Recommendations as short answers in text."""
    from dirsim.pages.text import text
    from dirsim.recommendation.recommendation_card import short_page

    return "\n\n".join(text(short_page(choice)) for choice in choices)


def set_text_width(columns: int) -> None:
    """Set the width of texts that are made from now on; 100 columns at most."""
    from dirsim.pages.text import set_width

    set_width(columns)


def gates_written(answers: Iterable[tuple[str, Any, Mapping[str, tuple[int, int]]]], form: str) -> str:
    """Recommendations as SARIF or JUnit.

    Args:
        answers: For each file its name, its recommendation, and the places of what it says.
        form: ``sarif`` or ``junit``.
    """
    from dirsim.recommendation.gate import Gate, GatedFile

    files = tuple(GatedFile(file=name, answer=choice.to_dict(), places=places) for name, choice, places in answers)
    gate = Gate(files=files)
    return gate.sarif() if form == "sarif" else gate.junit()


def checks_written(checked: Iterable[tuple[str, str, Sequence[Any]]], form: str) -> str:
    """Checks of files in a format.

    Args:
        checked: For each file its name, its kind (empty where it cannot be used) and its problems.
        form: ``text``, ``json``, ``sarif``, ``github`` or ``junit``.
    """
    from dirsim.pages.checks import CHECK_WRITERS, Checked

    return CHECK_WRITERS[form]([Checked(name, kind, tuple(problems)) for name, kind, problems in checked])


def findings_written(found: Iterable[Any], form: str) -> str:
    """Findings on IAM policies as ``text``, ``json`` or ``sarif``."""
    from dirsim.credentials.policy.findings_page import LINT_WRITERS

    return LINT_WRITERS[form](found)


def schema_check_written(check: Any, form: str) -> str:
    """A check of schema extensions as ``text``, ``json``, ``sarif`` or ``github``."""
    from dirsim.directory.schema.schema_check_page import SCHEMA_CHECK_WRITERS

    return SCHEMA_CHECK_WRITERS[form](check)


def ports_csv(matrix: PortMatrix) -> str:
    """A port matrix as comma-separated values."""
    from dirsim.resilience.ports.port_matrix_page import ports_csv as written_csv

    return written_csv(matrix)


def firewall_written(matrix: PortMatrix, form: str, *, conditional: bool = False) -> str:
    """A port matrix as firewall rules: ``terraform``, ``aws-cli``, ``windows`` or ``nftables``.

    Args:
        matrix: The matrix.
        form: The format.
        conditional: True to add the ports that are needed under a condition.
    """
    from dirsim.resilience.ports.firewall_formats import FIREWALL_FORMATS

    return FIREWALL_FORMATS[form](matrix, conditional=conditional)


def trace_svg(trace: Trace) -> str:
    """A trace as one SVG picture that needs no other file."""
    from dirsim.pages.drawing import standalone
    from dirsim.simulation.trace_drawing import draw_trace

    return standalone(draw_trace(trace)) + "\n"


def facts_written(facts: tuple[Fact, ...], day: date | None, form: str) -> str:
    """Facts as ``text`` or ``json``, with the day whose validity was asked for."""
    from dirsim.pages.facts_page import facts_dict, facts_page

    return json_text(facts_dict(facts, day)) if form == "json" else written(facts_page(facts), form)


def runs_with_timelines(runs: Any, timelines: Sequence[Any]) -> Page:
    """The page of runs, followed by timelines."""
    from dirsim.resilience.timeline_page import timeline_sections
    from dirsim.simulation.trace_page import runs_page

    return (*runs_page(runs), *timeline_sections(tuple(timelines)))


def html_of(value: Any) -> str:
    """One result as an HTML fragment for a notebook."""
    if type(value).__name__ == "Board":
        return board_html(value)
    if type(value).__name__ == "Catalog":
        return catalog_html(value)
    from dirsim.pages.html import html

    return html(page_of(value))


def board_html(board: Board) -> str:
    """A board as an HTML fragment for a notebook."""
    from dirsim.resilience.board.board_page import board_display

    return board_display(board)


def catalog_html(facts: Any) -> str:
    """A catalog of facts as an HTML fragment for a notebook."""
    from dirsim.pages.facts_page import catalog_page
    from dirsim.pages.html import html

    return html(catalog_page(facts))


def estate_yaml(found: Any) -> str:
    """A discovered estate as a requirements file."""
    from dirsim.directory.discovery.estate_file import estate_yaml as yaml_of

    return yaml_of(found)


def schema_of(kind: str) -> Mapping[str, Any]:
    """The JSON Schema of a kind of file: ``requirements`` or ``topology``."""
    from dirsim.files.validate import schema

    return schema(kind)
