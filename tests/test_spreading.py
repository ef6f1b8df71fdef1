from tests.conftest import scope_of


def test_a_file_stays_together_and_all_that_needs_the_browser_is_one() -> None:
    assert scope_of("tests/etl/words/test_codes.py::test_x[a::b]") == "tests/etl/words/test_codes.py"
    assert scope_of("tests/e2e/test_journey.py::test_x") == scope_of("tests/e2e/test_keyboard.py::test_y")
