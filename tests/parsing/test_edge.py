import pytest

from dirsim.errors import InputError
from dirsim.parsing.edge import edge


@pytest.mark.parametrize(
    "fault",
    [
        KeyError("x"),
        IndexError("list index out of range"),
        TypeError("'int' object is not iterable"),
        ZeroDivisionError(),
        RecursionError("deep"),
    ],
)
def test_a_fault_is_one_problem_with_a_place(fault):
    """Whatever fault unforeseen content causes, the error names file and line, and keeps the fault as its cause."""
    with pytest.raises(InputError) as caught, edge("a.ldif", 7):
        raise fault
    (problem,) = caught.value.problems
    assert (problem.file, problem.line) == ("a.ldif", 7)
    assert type(fault).__name__ in problem.message
    assert caught.value.__cause__ is fault


def test_errors_of_dirsim_pass_through():
    """An error that names its problem already is left as it is."""
    error = InputError(())
    with pytest.raises(InputError) as caught, edge("a"):
        raise error
    assert caught.value is error
