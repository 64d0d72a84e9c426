"""Where a matter belongs that isn't a samverkansbrist: the right door, so that nobody is only turned away."""

from enum import StrEnum


class Door(StrEnum):
    """Whom to turn to instead. A value is its text's key: `door.lex_sarah`.

    `EMPLOYEE`: the manner of one person on the staff goes to that person's manager. `LEX_SARAH` and `LEX_MARIA`: the unit's own
    duty to report (socialtjänstlagen, patientsäkerhetslagen). `PATIENT`: a patient's complaint, to the care unit or to
    patientnämnden. `DECISION`: an authority's decision is appealed there. `IT`: the own organisation's support. `WORKPLACE`:
    pay, holidays, one's own manager or colleagues: manager, HR, skyddsombud or union. `MARKET`: employers, landlords, the
    labour market: no party's failure. `INDIVIDUAL`: what a participant did or didn't do. `QUESTION`: how to do something.
    """

    EMPLOYEE = "employee"
    LEX_SARAH = "lex_sarah"
    LEX_MARIA = "lex_maria"
    PATIENT = "patient"
    DECISION = "decision"
    IT = "it"
    WORKPLACE = "workplace"
    MARKET = "market"
    INDIVIDUAL = "individual"
    QUESTION = "question"


# What these are known by stands against the model and against a request for help: it names the very thing. The others only tell
# where a matter belongs that the model has turned down.
NAMED = (Door.LEX_SARAH, Door.LEX_MARIA, Door.PATIENT, Door.DECISION, Door.EMPLOYEE, Door.WORKPLACE, Door.IT)
