"""The matter of a meeting, out of the message that asks for it."""

import pytest

from backend.meetings.matter import matter_of


@pytest.mark.parametrize(
    ("asked", "matter"),
    [
        ("kan vi få ett möte med FK och vården om en kille som fastnat?", "En kille som fastnat."),
        ("Jag vill ha ett samverkansmöte kring rehab i Tranås", "Rehab i Tranås."),
        ("Boka ett möte med FK för att planera återgången", "Planera återgången."),
        ("Vi behöver en SIP eftersom ingen håller ihop planen.", "Eftersom ingen håller ihop planen."),
        ("Planen står still. Kan vi få ett möte om den?", "Planen står still. Den."),
        ("Could we have a meeting about the plan?", "The plan."),
        ("Skulle vi kunna få ett möte om två veckor om rehab?", "Rehab."),
        ("Kan vi boka ett möte om det går?", ""),
        ("Boka ett samverkansmöte i Tranås med FK och AF", ""),
        ("samverkansmöte", ""),
        ("be om möte", ""),
        ("Jag vill be om ett samverkansmöte", ""),
        ("Jag ber om ett nytt möte om bostad", "Bostad."),
    ],
)
def test_the_matter_is_kept_and_the_asking_is_not(asked: str, matter: str) -> None:
    assert matter_of(asked) == matter
