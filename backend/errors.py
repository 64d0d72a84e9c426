"""What can be wrong with what somebody asks for. Each edge turns the key into words its user understands."""


class DomainError(Exception):
    """A refusal with a message key of the catalogue (`error.…`) and the values that its text needs; nothing was stored.

    The values are numbers, codes and names of fields; never what somebody wrote.
    """

    def __init__(self, key: str, **values: object) -> None:
        """Keep the key and the values for the edge that tells the user."""
        super().__init__(key)
        self.key = key
        self.values = values


class NotFoundError(DomainError):
    """The thing isn't there, or isn't this förbund's: the two are told alike."""


class NotAllowedError(DomainError):
    """The person's roles don't reach this."""


class IncompleteError(DomainError):
    """Several fields of a form are wrong; `fields` holds a message key for each, so that all is told at once."""

    def __init__(self, fields: dict[str, str]) -> None:
        """Keep what each lacks; the first stands for all where only one can be told."""
        name, key = next(iter(fields.items()))
        super().__init__(key, field=name)
        self.fields = fields


class PersonalDataError(DomainError):
    """The guard found personal data; `fields` holds, by the form's field, the places in its text (start, end, kind)."""

    def __init__(self, fields: dict[str, list[tuple[int, int, str]]]) -> None:
        """Keep the places, not the words, so that an error that ends in a log tells nothing."""
        super().__init__("error.personal_data")
        self.fields = fields
