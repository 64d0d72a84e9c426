"""The forms of an edition that are files."""

from enum import StrEnum


class Form(StrEnum):
    """A form, named as its files end."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"

    @property
    def media_type(self) -> str:
        """What the form's files are to mail and web."""
        return MEDIA_TYPES[self]


MEDIA_TYPES = {
    Form.PDF: "application/pdf",
    Form.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
