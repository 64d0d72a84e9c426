"""The first schema"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema one step forward."""
    op.create_table(
        "forbund",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("answer_working_days", sa.Integer(), nullable=False),
        sa.Column("notice_hours", sa.String(length=11), nullable=False),
        sa.Column("language_model", sa.Boolean(), nullable=False),
        sa.Column("directory_mark", sa.String(length=32), nullable=False),
        sa.Column("categoriser_version", sa.String(length=40), nullable=False),
        sa.CheckConstraint("answer_working_days > 0", name=op.f("ck_forbund_answer_working_days")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forbund")),
        sa.UniqueConstraint("slug", name=op.f("uq_forbund_slug")),
    )
    op.create_table(
        "forbund_domain",
        sa.Column("domain", sa.String(length=253), nullable=False),
        sa.Column("forbund_id", sa.Integer(), nullable=False),
        sa.Column(
            "party",
            sa.Enum("AF", "FK", "VARD", "KOMMUN", "ANNAN", name="party", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["forbund_id"], ["forbund.id"], name=op.f("fk_forbund_domain_forbund_id")),
        sa.PrimaryKeyConstraint("domain", "forbund_id", name=op.f("pk_forbund_domain")),
    )
    with op.batch_alter_table("forbund_domain", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_forbund_domain_forbund_id"), ["forbund_id"], unique=False)

    op.create_table(
        "forbund_tenant",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("forbund_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["forbund_id"], ["forbund.id"], name=op.f("fk_forbund_tenant_forbund_id")),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_forbund_tenant")),
    )
    with op.batch_alter_table("forbund_tenant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_forbund_tenant_forbund_id"), ["forbund_id"], unique=False)

    op.create_table(
        "forum",
        sa.Column("forbund_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "arbetsgrupp",
                "lsg",
                "styrgrupp",
                "beredningsgrupp",
                "styrelse",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("digest_days_before", sa.Integer(), nullable=False),
        sa.Column("draft_working_days", sa.Integer(), nullable=False),
        sa.Column("digests_from", sa.Date(), nullable=True),
        sa.Column("spindel_months", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("digest_days_before >= 0", name=op.f("ck_forum_digest_days_before")),
        sa.CheckConstraint("draft_working_days >= 0", name=op.f("ck_forum_draft_working_days")),
        sa.ForeignKeyConstraint(["forbund_id"], ["forbund.id"], name=op.f("fk_forum_forbund_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum")),
        sa.UniqueConstraint("forbund_id", "slug", name=op.f("uq_forum_forbund_id_slug")),
    )
    with op.batch_alter_table("forum", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_forum_forbund_id"), ["forbund_id"], unique=False)

    op.create_table(
        "category_model",
        sa.Column("forbund_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("paborjad", "klar", name="status", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("recipe", sa.String(length=40), nullable=False),
        sa.Column("learned_from", sa.JSON(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("taken", sa.Boolean(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_category_model_number")),
        sa.CheckConstraint(
            "status = 'paborjad' OR (version <> '' AND finished_at IS NOT NULL)", name=op.f("ck_category_model_finished")
        ),
        sa.ForeignKeyConstraint(["forbund_id"], ["forbund.id"], name=op.f("fk_category_model_forbund_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_category_model")),
        sa.UniqueConstraint("forbund_id", "number", name=op.f("uq_category_model_forbund_id_number")),
    )
    with op.batch_alter_table("category_model", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_category_model_forbund_id"), ["forbund_id"], unique=False)

    op.create_table(
        "kommun",
        sa.Column("forbund_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=4), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("inhabitants_16_64", sa.Integer(), nullable=True),
        sa.Column("inhabitants_year", sa.Integer(), nullable=True),
        sa.Column("inhabitants_source", sa.String(length=120), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("inhabitants_16_64 IS NULL OR inhabitants_16_64 > 0", name=op.f("ck_kommun_inhabitants")),
        sa.ForeignKeyConstraint(["forbund_id"], ["forbund.id"], name=op.f("fk_kommun_forbund_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kommun")),
        sa.UniqueConstraint("forbund_id", "code", name=op.f("uq_kommun_forbund_id_code")),
        sa.UniqueConstraint("forbund_id", "name", name=op.f("uq_kommun_forbund_id_name")),
    )
    with op.batch_alter_table("kommun", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kommun_forbund_id"), ["forbund_id"], unique=False)

    op.create_table(
        "local_category",
        sa.Column("forbund_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("sub", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("name_en", sa.String(length=60), nullable=False),
        sa.Column("offered", sa.Boolean(), nullable=False),
        sa.CheckConstraint("sub = '' OR name <> ''", name=op.f("ck_local_category_name")),
        sa.ForeignKeyConstraint(["forbund_id"], ["forbund.id"], name=op.f("fk_local_category_forbund_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_local_category")),
        sa.UniqueConstraint("forbund_id", "code", "sub", name=op.f("uq_local_category_forbund_id_code_sub")),
    )
    with op.batch_alter_table("local_category", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_local_category_forbund_id"), ["forbund_id"], unique=False)

    op.create_table(
        "number_series",
        sa.Column("forbund_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series", sa.String(length=2), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["forbund_id"], ["forbund.id"], name=op.f("fk_number_series_forbund_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_series")),
        sa.UniqueConstraint("forbund_id", "series", "year", name=op.f("uq_number_series_forbund_id_series_year")),
    )
    with op.batch_alter_table("number_series", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_number_series_forbund_id"), ["forbund_id"], unique=False)

    op.create_table(
        "unit",
        sa.Column("forbund_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "party",
            sa.Enum(
                "AF",
                "FK",
                "VARD",
                "KOMMUN",
                "ANNAN",
                name="party",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("function", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["forbund_id"], ["forbund.id"], name=op.f("fk_unit_forbund_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("forbund_id", "name", name=op.f("uq_unit_forbund_id_name")),
    )
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_forbund_id"), ["forbund_id"], unique=False)

    op.create_table(
        "forum_kommun",
        sa.Column("forbund_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("kommun_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["forbund_id"], ["forbund.id"], name=op.f("fk_forum_kommun_forbund_id")),
        sa.ForeignKeyConstraint(["group_id"], ["forum.id"], name=op.f("fk_forum_kommun_group_id")),
        sa.ForeignKeyConstraint(["kommun_id"], ["kommun.id"], name=op.f("fk_forum_kommun_kommun_id")),
        sa.PrimaryKeyConstraint("group_id", "kommun_id", name=op.f("pk_forum_kommun")),
    )
    with op.batch_alter_table("forum_kommun", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_forum_kommun_forbund_id"), ["forbund_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_forum_kommun_kommun_id"), ["kommun_id"], unique=False)

    op.create_table(
        "insats",
        sa.Column("forbund_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["forbund_id"], ["forbund.id"], name=op.f("fk_insats_forbund_id")),
        sa.ForeignKeyConstraint(["group_id"], ["forum.id"], name=op.f("fk_insats_group_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_insats")),
        sa.UniqueConstraint("forbund_id", "slug", name=op.f("uq_insats_forbund_id_slug")),
    )
    with op.batch_alter_table("insats", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_insats_forbund_id"), ["forbund_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_insats_group_id"), ["group_id"], unique=False)

    op.create_table(
        "insats_measure",
        sa.Column("forbund_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("insats_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("persons", sa.Boolean(), nullable=False),
        sa.Column("plan", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["forbund_id"], ["forbund.id"], name=op.f("fk_insats_measure_forbund_id")),
        sa.ForeignKeyConstraint(["insats_id"], ["insats.id"], name=op.f("fk_insats_measure_insats_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_insats_measure")),
        sa.UniqueConstraint("insats_id", "year", "name", name=op.f("uq_insats_measure_insats_id_year_name")),
    )
    with op.batch_alter_table("insats_measure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_insats_measure_forbund_id"), ["forbund_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_insats_measure_insats_id"), ["insats_id"], unique=False)

    op.create_table(
        "insats_outcome",
        sa.Column("forbund_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("plan", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.Integer(), nullable=True),
        sa.Column("comment", sa.String(length=300), nullable=False),
        sa.CheckConstraint("quarter BETWEEN 1 AND 4", name=op.f("ck_insats_outcome_quarter")),
        sa.ForeignKeyConstraint(["forbund_id"], ["forbund.id"], name=op.f("fk_insats_outcome_forbund_id")),
        sa.ForeignKeyConstraint(["measure_id"], ["insats_measure.id"], name=op.f("fk_insats_outcome_measure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_insats_outcome")),
        sa.UniqueConstraint("measure_id", "quarter", name=op.f("uq_insats_outcome_measure_id_quarter")),
    )
    with op.batch_alter_table("insats_outcome", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_insats_outcome_forbund_id"), ["forbund_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_insats_outcome_measure_id"), ["measure_id"], unique=False)

    op.create_table(
        "forum_meeting",
        sa.Column("forbund_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["forbund_id"], ["forbund.id"], name=op.f("fk_forum_meeting_forbund_id")),
        sa.ForeignKeyConstraint(["group_id"], ["forum.id"], name=op.f("fk_forum_meeting_group_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_meeting")),
        sa.UniqueConstraint("group_id", "starts_at", name=op.f("uq_forum_meeting_group_id_starts_at")),
    )
    with op.batch_alter_table("forum_meeting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_forum_meeting_forbund_id"), ["forbund_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_forum_meeting_group_id"), ["group_id"], unique=False)

    op.create_table(
        "issue",
        sa.Column("forbund_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kommun_id", sa.Integer(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "oppen",
                "lyft",
                "beslutad",
                "upplyst_vidare",
                "avslutad",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "paverkbar",
            sa.Enum("lokalt", "lanet", "nationellt", name="paverkbar", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["forbund_id"], ["forbund.id"], name=op.f("fk_issue_forbund_id")),
        sa.ForeignKeyConstraint(["kommun_id"], ["kommun.id"], name=op.f("fk_issue_kommun_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issue")),
        sa.UniqueConstraint("forbund_id", "number", name=op.f("uq_issue_forbund_id_number")),
    )
    with op.batch_alter_table("issue", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_issue_forbund_id"), ["forbund_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_issue_kommun_id"), ["kommun_id"], unique=False)

    op.create_table(
        "person",
        sa.Column("forbund_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("entra_id", sa.String(length=64), nullable=True),
        sa.Column(
            "party",
            sa.Enum(
                "AF",
                "FK",
                "VARD",
                "KOMMUN",
                "ANNAN",
                name="party",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("locale_chosen", sa.Boolean(), nullable=False),
        sa.Column("paper_locale", sa.String(length=5), nullable=True),
        sa.Column(
            "paper_way",
            sa.Enum(
                "pdf",
                "word",
                "excel",
                "lank",
                "inget",
                name="paper_way",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("told_of_own", sa.Boolean(), nullable=False),
        sa.Column("told_any_time", sa.Boolean(), nullable=False),
        sa.Column("told_weekly", sa.Boolean(), nullable=False),
        sa.CheckConstraint("entra_id IS NOT NULL OR email IS NOT NULL OR NOT active", name=op.f("ck_person_reachable")),
        sa.ForeignKeyConstraint(["forbund_id"], ["forbund.id"], name=op.f("fk_person_forbund_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_person_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("forbund_id", "email", name=op.f("uq_person_forbund_id_email")),
        sa.UniqueConstraint("forbund_id", "entra_id", name=op.f("uq_person_forbund_id_entra_id")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_forbund_id"), ["forbund_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "spindel_measurement",
        sa.Column("forbund_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=True),
        sa.CheckConstraint("closes_at > opened_at", name=op.f("ck_spindel_measurement_order")),
        sa.CheckConstraint("(closed_at IS NULL) = (answered IS NULL)", name=op.f("ck_spindel_measurement_counted")),
        sa.CheckConstraint("answered <= asked", name=op.f("ck_spindel_measurement_asked")),
        sa.ForeignKeyConstraint(["forbund_id"], ["forbund.id"], name=op.f("fk_spindel_measurement_forbund_id")),
        sa.ForeignKeyConstraint(["group_id"], ["forum.id"], name=op.f("fk_spindel_measurement_group_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spindel_measurement")),
    )
    with op.batch_alter_table("spindel_measurement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_spindel_measurement_forbund_id"), ["forbund_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_spindel_measurement_group_id"), ["group_id"], unique=False)
        batch_op.create_index(
            "uq_spindel_measurement_open",
            ["group_id"],
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.create_table(
        "unit_alias",
        sa.Column("forbund_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("alias", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["forbund_id"], ["forbund.id"], name=op.f("fk_unit_alias_forbund_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_alias_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_alias")),
        sa.UniqueConstraint("forbund_id", "alias", name=op.f("uq_unit_alias_forbund_id_alias")),
    )
    with op.batch_alter_table("unit_alias", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_alias_forbund_id"), ["forbund_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_unit_alias_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "unit_kommun",
        sa.Column("forbund_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kommun_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["forbund_id"], ["forbund.id"], name=op.f("fk_unit_kommun_forbund_id")),
        sa.ForeignKeyConstraint(["kommun_id"], ["kommun.id"], name=op.f("fk_unit_kommun_kommun_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_kommun_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", "kommun_id", name=op.f("pk_unit_kommun")),
    )
    with op.batch_alter_table("unit_kommun", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_kommun_forbund_id"), ["forbund_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_unit_kommun_kommun_id"), ["kommun_id"], unique=False)

    op.create_table(
        "action",
        sa.Column("forbund_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column(
            "owner",
            sa.Enum(
                "AF",
                "FK",
                "VARD",
                "KOMMUN",
                "ANNAN",
                name="owner",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("effect", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["forbund_id"], ["forbund.id"], name=op.f("fk_action_forbund_id")),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_action_issue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
    )
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_forbund_id"), ["forbund_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_issue_id"), ["issue_id"], unique=False)

    op.create_table(
        "audit_event",
        sa.Column("forbund_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column(
            "action",
            sa.Enum("created", "viewed", "changed", "asked", name="action", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_audit_event_actor_id")),
        sa.ForeignKeyConstraint(["forbund_id"], ["forbund.id"], name=op.f("fk_audit_event_forbund_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
    )
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_event_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_event_forbund_id"), ["forbund_id"], unique=False)
        batch_op.create_index("ix_audit_event_subject", ["subject", "subject_id"], unique=False)

    op.create_table(
        "conversation",
        sa.Column("forbund_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("service_url", sa.String(length=300), nullable=False),
        sa.Column("conversation_id", sa.String(length=300), nullable=False),
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=200), nullable=False),
        sa.Column("bot_id", sa.String(length=200), nullable=False),
        sa.Column("blocked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["forbund_id"], ["forbund.id"], name=op.f("fk_conversation_forbund_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_conversation_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
        sa.UniqueConstraint("person_id", name=op.f("uq_conversation_person_id")),
    )
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conversation_forbund_id"), ["forbund_id"], unique=False)

    op.create_table(
        "edition",
        sa.Column("forbund_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "lsg",
                "styrelse",
                "styrgrupp",
                "beredningsgrupp",
                "halvar",
                "ar",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("group_meeting_id", sa.Integer(), nullable=True),
        sa.Column("period", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "status",
            sa.Enum("paborjad", "klar", name="status", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=True),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("taxonomy_version", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "status = 'paborjad' OR (content_hash <> '' AND pdf IS NOT NULL AND made_at IS NOT NULL)",
            name=op.f("ck_edition_frozen"),
        ),
        sa.CheckConstraint("period_end >= period_start", name=op.f("ck_edition_period_order")),
        sa.CheckConstraint(
            "(version = 1 AND replaces_id IS NULL AND because = '')"
            " OR (version > 1 AND replaces_id IS NOT NULL AND because <> '' AND status = 'klar')",
            name=op.f("ck_edition_version"),
        ),
        sa.ForeignKeyConstraint(["forbund_id"], ["forbund.id"], name=op.f("fk_edition_forbund_id")),
        sa.ForeignKeyConstraint(["group_id"], ["forum.id"], name=op.f("fk_edition_group_id")),
        sa.ForeignKeyConstraint(["group_meeting_id"], ["forum_meeting.id"], name=op.f("fk_edition_group_meeting_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["edition.id"], name=op.f("fk_edition_replaces_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
        sa.UniqueConstraint(
            "forbund_id", "kind", "group_id", "period", "version", name=op.f("uq_edition_forbund_id_kind_group_id_period_version")
        ),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_edition_replaces_id")),
    )
    with op.batch_alter_table("edition", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_edition_forbund_id"), ["forbund_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_edition_group_id"), ["group_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_edition_group_meeting_id"), ["group_meeting_id"], unique=False)

    op.create_table(
        "edition_draft",
        sa.Column("forbund_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "lsg",
                "styrelse",
                "styrgrupp",
                "beredningsgrupp",
                "halvar",
                "ar",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("group_meeting_id", sa.Integer(), nullable=True),
        sa.Column("period", sa.String(length=40), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved", sa.JSON(), nullable=False),
        sa.Column("recalled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("approved_at IS NOT NULL OR approved_by_id IS NULL", name=op.f("ck_edition_draft_approved")),
        sa.ForeignKeyConstraint(["approved_by_id"], ["person.id"], name=op.f("fk_edition_draft_approved_by_id")),
        sa.ForeignKeyConstraint(["forbund_id"], ["forbund.id"], name=op.f("fk_edition_draft_forbund_id")),
        sa.ForeignKeyConstraint(["group_id"], ["forum.id"], name=op.f("fk_edition_draft_group_id")),
        sa.ForeignKeyConstraint(["group_meeting_id"], ["forum_meeting.id"], name=op.f("fk_edition_draft_group_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_draft")),
        sa.UniqueConstraint(
            "forbund_id", "kind", "group_id", "period", name=op.f("uq_edition_draft_forbund_id_kind_group_id_period")
        ),
    )
    with op.batch_alter_table("edition_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_edition_draft_approved_by_id"), ["approved_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_edition_draft_forbund_id"), ["forbund_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_edition_draft_group_id"), ["group_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_edition_draft_group_meeting_id"), ["group_meeting_id"], unique=False)

    op.create_table(
        "edition_draft_section",
        sa.Column("forbund_id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["edition_draft.id"], name=op.f("fk_edition_draft_section_draft_id")),
        sa.ForeignKeyConstraint(["forbund_id"], ["forbund.id"], name=op.f("fk_edition_draft_section_forbund_id")),
        sa.PrimaryKeyConstraint("draft_id", "key", name=op.f("pk_edition_draft_section")),
    )
    with op.batch_alter_table("edition_draft_section", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_edition_draft_section_forbund_id"), ["forbund_id"], unique=False)

    op.create_table(
        "edition_wish",
        sa.Column("forbund_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "lsg",
                "styrelse",
                "styrgrupp",
                "beredningsgrupp",
                "halvar",
                "ar",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column(
            "way",
            sa.Enum("pdf", "word", "excel", "lank", "inget", name="way", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["forbund_id"], ["forbund.id"], name=op.f("fk_edition_wish_forbund_id")),
        sa.ForeignKeyConstraint(["group_id"], ["forum.id"], name=op.f("fk_edition_wish_group_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_edition_wish_person_id")),
        sa.PrimaryKeyConstraint("person_id", "kind", "group_id", name=op.f("pk_edition_wish")),
    )
    with op.batch_alter_table("edition_wish", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_edition_wish_forbund_id"), ["forbund_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_edition_wish_group_id"), ["group_id"], unique=False)

    op.create_table(
        "edition_translation",
        sa.Column("forbund_id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("content_hash <> ''", name=op.f("ck_edition_translation_frozen")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_edition_translation_edition_id")),
        sa.ForeignKeyConstraint(["forbund_id"], ["forbund.id"], name=op.f("fk_edition_translation_forbund_id")),
        sa.PrimaryKeyConstraint("edition_id", "locale", name=op.f("pk_edition_translation")),
    )
    with op.batch_alter_table("edition_translation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_edition_translation_forbund_id"), ["forbund_id"], unique=False)

    op.create_table(
        "publication",
        sa.Column("forbund_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("content_hash <> ''", name=op.f("ck_publication_frozen")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_publication_edition_id")),
        sa.ForeignKeyConstraint(["forbund_id"], ["forbund.id"], name=op.f("fk_publication_forbund_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
        sa.UniqueConstraint("edition_id", name=op.f("uq_publication_edition_id")),
    )
    with op.batch_alter_table("publication", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_publication_forbund_id"), ["forbund_id"], unique=False)

    op.create_table(
        "lift",
        sa.Column("forbund_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column(
            "proposed_owner",
            sa.Enum(
                "AF",
                "FK",
                "VARD",
                "KOMMUN",
                "ANNAN",
                name="proposed_owner",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "vantar",
                "beslutad",
                "uppskjuten",
                "lyft_vidare",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("onwards_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(outcome = 'vantar') = (decided_at IS NULL)", name=op.f("ck_lift_decided")),
        sa.CheckConstraint("onwards_id IS NULL OR outcome = 'lyft_vidare'", name=op.f("ck_lift_onwards")),
        sa.CheckConstraint("question <> ''", name=op.f("ck_lift_question_given")),
        sa.ForeignKeyConstraint(["forbund_id"], ["forbund.id"], name=op.f("fk_lift_forbund_id")),
        sa.ForeignKeyConstraint(["group_id"], ["forum.id"], name=op.f("fk_lift_group_id")),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_lift_issue_id")),
        sa.ForeignKeyConstraint(["onwards_id"], ["lift.id"], name=op.f("fk_lift_onwards_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lift")),
    )
    with op.batch_alter_table("lift", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lift_forbund_id"), ["forbund_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_lift_group_id"), ["group_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_lift_issue_id"), ["issue_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_lift_onwards_id"), ["onwards_id"], unique=False)

    op.create_table(
        "lift_correction",
        sa.Column("forbund_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lift_id", sa.Integer(), nullable=False),
        sa.Column("moved_to_id", sa.Integer(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "vantar",
                "beslutad",
                "uppskjuten",
                "lyft_vidare",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("because <> ''", name=op.f("ck_lift_correction_because_given")),
        sa.CheckConstraint("outcome <> 'vantar'", name=op.f("ck_lift_correction_stood")),
        sa.ForeignKeyConstraint(["forbund_id"], ["forbund.id"], name=op.f("fk_lift_correction_forbund_id")),
        sa.ForeignKeyConstraint(["lift_id"], ["lift.id"], name=op.f("fk_lift_correction_lift_id")),
        sa.ForeignKeyConstraint(["moved_to_id"], ["lift.id"], name=op.f("fk_lift_correction_moved_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lift_correction")),
    )
    with op.batch_alter_table("lift_correction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lift_correction_forbund_id"), ["forbund_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_lift_correction_lift_id"), ["lift_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_lift_correction_moved_to_id"), ["moved_to_id"], unique=False)

    op.create_table(
        "forum_meeting_lift",
        sa.Column("forbund_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_meeting_id", sa.Integer(), nullable=False),
        sa.Column("lift_id", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "vantar",
                "beslutad",
                "uppskjuten",
                "lyft_vidare",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(outcome IS NULL) = (answered_at IS NULL)", name=op.f("ck_forum_meeting_lift_answered")),
        sa.ForeignKeyConstraint(["forbund_id"], ["forbund.id"], name=op.f("fk_forum_meeting_lift_forbund_id")),
        sa.ForeignKeyConstraint(["group_meeting_id"], ["forum_meeting.id"], name=op.f("fk_forum_meeting_lift_group_meeting_id")),
        sa.ForeignKeyConstraint(["lift_id"], ["lift.id"], name=op.f("fk_forum_meeting_lift_lift_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_meeting_lift")),
        sa.UniqueConstraint("group_meeting_id", "lift_id", name=op.f("uq_forum_meeting_lift_group_meeting_id_lift_id")),
    )
    with op.batch_alter_table("forum_meeting_lift", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_forum_meeting_lift_forbund_id"), ["forbund_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_forum_meeting_lift_group_meeting_id"), ["group_meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_forum_meeting_lift_lift_id"), ["lift_id"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("forbund_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column(
            "channel",
            sa.Enum("teams", "mail", name="channel", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "report_received",
                "report_changed",
                "report_answered",
                "report_amended",
                "report_asked",
                "meeting_requested",
                "meeting_amended",
                "meeting_fixed",
                "meeting_kept",
                "meeting_invitation",
                "meeting_copy",
                "meeting_cancelled",
                "meeting_ended",
                "edition",
                "draft",
                "draft_changed",
                "draft_stopped",
                "nobody_receives",
                "digest_trouble",
                "decisions_asked",
                "decisions_told",
                "patterns_found",
                "spindel_asked",
                "spindel_closed",
                "spindel_too_few",
                "address_bounces",
                "week",
                "led_to",
                "sign_in",
                "card",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(length=254), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "vantar",
                "skickas",
                "levererad",
                "uppgiven",
                "inaktuell",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.String(length=300), nullable=False),
        sa.Column("bounced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("bounce_code", sa.String(length=20), nullable=False),
        sa.CheckConstraint("channel <> 'teams' OR person_id IS NOT NULL", name=op.f("ck_outbox_teams_person")),
        sa.CheckConstraint("(person_id IS NULL) <> (address IS NULL)", name=op.f("ck_outbox_one_recipient")),
        sa.ForeignKeyConstraint(["forbund_id"], ["forbund.id"], name=op.f("fk_outbox_forbund_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_outbox_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_due", ["status", "next_attempt_at"], unique=False)
        batch_op.create_index(
            "ix_outbox_receipt",
            ["result"],
            unique=False,
            sqlite_where=sa.text("channel = 'mail'"),
            postgresql_where=sa.text("channel = 'mail'"),
        )
        batch_op.create_index(batch_op.f("ix_outbox_forbund_id"), ["forbund_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_outbox_person_id"), ["person_id"], unique=False)

    op.create_table(
        "standing_card",
        sa.Column("forbund_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=300), nullable=False),
        sa.Column("activity_id", sa.String(length=200), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "receipt",
                "report",
                "question",
                "triage",
                "meeting",
                "issue",
                "form",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("face", sa.String(length=64), nullable=False),
        sa.Column("renewals", sa.Integer(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["forbund_id"], ["forbund.id"], name=op.f("fk_standing_card_forbund_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_standing_card_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_card")),
        sa.UniqueConstraint("conversation_id", "activity_id", name=op.f("uq_standing_card_conversation_id_activity_id")),
    )
    with op.batch_alter_table("standing_card", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_standing_card_forbund_id"), ["forbund_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_standing_card_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_standing_card_subject", ["subject_id", "kind"], unique=False)

    op.create_table(
        "sign_in",
        sa.Column("forbund_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(used_at IS NULL) = (person_id IS NULL)", name=op.f("ck_sign_in_used_by_somebody")),
        sa.ForeignKeyConstraint(["forbund_id"], ["forbund.id"], name=op.f("fk_sign_in_forbund_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_in_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_forbund_id"), ["forbund_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sign_in_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sign_in_requested_at"), ["requested_at"], unique=False)

    op.create_table(
        "report",
        sa.Column("forbund_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reporter_id", sa.Integer(), nullable=True),
        sa.Column(
            "reporting_party",
            sa.Enum(
                "AF",
                "FK",
                "VARD",
                "KOMMUN",
                "ANNAN",
                name="reporting_party",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "source",
            sa.Enum("teams", "webb", "import", name="source", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("kommun_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("suggestion", sa.Text(), nullable=False),
        sa.Column(
            "slag",
            sa.Enum(
                "brist",
                "behov",
                "framgangsfaktor",
                "ej_brist",
                "oklart",
                name="slag",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("event_date", sa.Date(), nullable=True),
        sa.Column("event_until", sa.Date(), nullable=True),
        sa.Column("recurring", sa.Boolean(), nullable=True),
        sa.Column(
            "niva",
            sa.Enum(
                "individ",
                "verksamhet",
                "struktur",
                "nationell",
                name="niva",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "paverkbar",
            sa.Enum("lokalt", "lanet", "nationellt", name="paverkbar", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column(
            "consequence",
            sa.Enum(
                "vantan",
                "avbruten_kedja",
                "dubbel_utredning",
                "ersattning",
                "motivation",
                "halsa",
                "ingen_kand",
                name="consequence",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("spoken_with_party", sa.Boolean(), nullable=True),
        sa.Column("internal", sa.Boolean(), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("subcategory", sa.String(length=40), nullable=True),
        sa.Column("secondary_category", sa.String(length=40), nullable=True),
        sa.Column("reporter_category", sa.String(length=40), nullable=False),
        sa.Column("proposed", sa.JSON(), nullable=False),
        sa.Column("model_version", sa.String(length=64), nullable=False),
        sa.Column("taxonomy_version", sa.String(length=20), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "mottagen",
                "sorterad",
                "hos_part",
                "lyft",
                "atgard_beslutad",
                "instruktion_given",
                "kan_inte_paverkas",
                "uppfoljd",
                "avslutad",
                "aterkallad",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("receiver_id", sa.Integer(), nullable=True),
        sa.Column(
            "receiver_role",
            sa.Enum(
                "koordinator",
                "stallforetradare",
                "verksamhetsutvecklare",
                "forbundschef",
                "ledamot",
                "sammankallande",
                name="receiver_role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("answer_due", sa.Date(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("issue_id", sa.Integer(), nullable=True),
        sa.Column("same_event_as_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("category <> ''", name=op.f("ck_report_category_given")),
        sa.CheckConstraint("event_until IS NULL OR event_date IS NOT NULL", name=op.f("ck_report_event_begins")),
        sa.CheckConstraint("event_until > event_date", name=op.f("ck_report_event_order")),
        sa.CheckConstraint("same_event_as_id <> id", name=op.f("ck_report_same_event_as_another")),
        sa.CheckConstraint("slag IN ('brist', 'behov', 'framgangsfaktor')", name=op.f("ck_report_slag_stored")),
        sa.CheckConstraint("length(text) BETWEEN 1 AND 4100", name=op.f("ck_report_text_length")),
        sa.ForeignKeyConstraint(["forbund_id"], ["forbund.id"], name=op.f("fk_report_forbund_id")),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_report_issue_id")),
        sa.ForeignKeyConstraint(["kommun_id"], ["kommun.id"], name=op.f("fk_report_kommun_id")),
        sa.ForeignKeyConstraint(["receiver_id"], ["person.id"], name=op.f("fk_report_receiver_id")),
        sa.ForeignKeyConstraint(["reporter_id"], ["person.id"], name=op.f("fk_report_reporter_id")),
        sa.ForeignKeyConstraint(["same_event_as_id"], ["report.id"], name=op.f("fk_report_same_event_as_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("forbund_id", "idempotency_key", name=op.f("uq_report_forbund_id_idempotency_key")),
        sa.UniqueConstraint("forbund_id", "number", name=op.f("uq_report_forbund_id_number")),
    )
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.create_index(
            "ix_report_figures",
            [
                "forbund_id",
                "kommun_id",
                "reported_at",
                "category",
                "slag",
                "status",
                "internal",
                "paverkbar",
                "reporting_party",
                "closed_at",
                "answered_at",
                "answer_due",
                "source",
                "consequence",
                "secondary_category",
                "subcategory",
                "model_version",
                "same_event_as_id",
            ],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_report_forbund_id"), ["forbund_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_report_issue_id"), ["issue_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_report_kommun_id"), ["kommun_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_report_receiver_id"), ["receiver_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_report_reported_at"), ["reported_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_report_reporter_id"), ["reporter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_report_same_event_as_id"), ["same_event_as_id"], unique=False)

    op.create_table(
        "role",
        sa.Column("forbund_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "koordinator",
                "stallforetradare",
                "verksamhetsutvecklare",
                "forbundschef",
                "ledamot",
                "sammankallande",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("kommun_id", sa.Integer(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(role IN ('koordinator', 'stallforetradare') AND kommun_id IS NOT NULL AND group_id IS NULL) OR (role IN ('ledamot', 'sammankallande') AND group_id IS NOT NULL AND kommun_id IS NULL) OR (role IN ('verksamhetsutvecklare', 'forbundschef') AND kommun_id IS NULL AND group_id IS NULL)",
            name=op.f("ck_role_scope"),
        ),
        sa.ForeignKeyConstraint(["forbund_id"], ["forbund.id"], name=op.f("fk_role_forbund_id")),
        sa.ForeignKeyConstraint(["group_id"], ["forum.id"], name=op.f("fk_role_group_id")),
        sa.ForeignKeyConstraint(["kommun_id"], ["kommun.id"], name=op.f("fk_role_kommun_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role")),
    )
    with op.batch_alter_table("role", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_forbund_id"), ["forbund_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_role_group_id"), ["group_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_role_kommun_id"), ["kommun_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_role_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_role_forbund",
            ["person_id", "role"],
            unique=True,
            sqlite_where=sa.text("kommun_id IS NULL AND group_id IS NULL"),
            postgresql_where=sa.text("kommun_id IS NULL AND group_id IS NULL"),
        )
        batch_op.create_index("uq_role_group", ["person_id", "role", "group_id"], unique=True)
        batch_op.create_index("uq_role_kommun", ["person_id", "role", "kommun_id"], unique=True)

    op.create_table(
        "role_term",
        sa.Column("forbund_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "koordinator",
                "stallforetradare",
                "verksamhetsutvecklare",
                "forbundschef",
                "ledamot",
                "sammankallande",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("kommun_id", sa.Integer(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("begins", sa.Date(), nullable=True),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("over", sa.Boolean(), nullable=False),
        sa.CheckConstraint("begins IS NOT NULL OR ends IS NOT NULL", name=op.f("ck_role_term_days")),
        sa.CheckConstraint("begins <= ends", name=op.f("ck_role_term_order")),
        sa.ForeignKeyConstraint(["forbund_id"], ["forbund.id"], name=op.f("fk_role_term_forbund_id")),
        sa.ForeignKeyConstraint(["group_id"], ["forum.id"], name=op.f("fk_role_term_group_id")),
        sa.ForeignKeyConstraint(["kommun_id"], ["kommun.id"], name=op.f("fk_role_term_kommun_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_term_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_term")),
    )
    with op.batch_alter_table("role_term", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_term_forbund_id"), ["forbund_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_role_term_group_id"), ["group_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_role_term_kommun_id"), ["kommun_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_role_term_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_role_term_forbund",
            ["person_id", "role", "begins"],
            unique=True,
            sqlite_where=sa.text("kommun_id IS NULL AND group_id IS NULL"),
            postgresql_where=sa.text("kommun_id IS NULL AND group_id IS NULL"),
        )
        batch_op.create_index("uq_role_term_group", ["person_id", "role", "group_id", "begins"], unique=True)
        batch_op.create_index(
            "uq_role_term_held_forbund",
            ["person_id", "role"],
            unique=True,
            sqlite_where=sa.text("kommun_id IS NULL AND group_id IS NULL AND begins IS NULL"),
            postgresql_where=sa.text("kommun_id IS NULL AND group_id IS NULL AND begins IS NULL"),
        )
        batch_op.create_index(
            "uq_role_term_held_group",
            ["person_id", "role", "group_id"],
            unique=True,
            sqlite_where=sa.text("begins IS NULL"),
            postgresql_where=sa.text("begins IS NULL"),
        )
        batch_op.create_index(
            "uq_role_term_held_kommun",
            ["person_id", "role", "kommun_id"],
            unique=True,
            sqlite_where=sa.text("begins IS NULL"),
            postgresql_where=sa.text("begins IS NULL"),
        )
        batch_op.create_index("uq_role_term_kommun", ["person_id", "role", "kommun_id", "begins"], unique=True)

    op.create_table(
        "spindel_invitation",
        sa.Column("forbund_id", sa.Integer(), nullable=False),
        sa.Column("measurement_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["forbund_id"], ["forbund.id"], name=op.f("fk_spindel_invitation_forbund_id")),
        sa.ForeignKeyConstraint(
            ["measurement_id"], ["spindel_measurement.id"], name=op.f("fk_spindel_invitation_measurement_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_spindel_invitation_person_id")),
        sa.PrimaryKeyConstraint("measurement_id", "person_id", name=op.f("pk_spindel_invitation")),
    )
    with op.batch_alter_table("spindel_invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_spindel_invitation_forbund_id"), ["forbund_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_spindel_invitation_person_id"), ["person_id"], unique=False)

    op.create_table(
        "spindel_tally",
        sa.Column("forbund_id", sa.Integer(), nullable=False),
        sa.Column("measurement_id", sa.Integer(), nullable=False),
        sa.Column("aspect", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("aspect BETWEEN 1 AND 9", name=op.f("ck_spindel_tally_aspect")),
        sa.CheckConstraint("value BETWEEN -1 AND 4", name=op.f("ck_spindel_tally_value")),
        sa.CheckConstraint("count >= 0", name=op.f("ck_spindel_tally_count")),
        sa.ForeignKeyConstraint(["forbund_id"], ["forbund.id"], name=op.f("fk_spindel_tally_forbund_id")),
        sa.ForeignKeyConstraint(["measurement_id"], ["spindel_measurement.id"], name=op.f("fk_spindel_tally_measurement_id")),
        sa.PrimaryKeyConstraint("measurement_id", "aspect", "value", name=op.f("pk_spindel_tally")),
    )
    with op.batch_alter_table("spindel_tally", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_spindel_tally_forbund_id"), ["forbund_id"], unique=False)

    op.create_table(
        "coding_sample",
        sa.Column("forbund_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reader_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["forbund_id"], ["forbund.id"], name=op.f("fk_coding_sample_forbund_id")),
        sa.ForeignKeyConstraint(["reader_id"], ["person.id"], name=op.f("fk_coding_sample_reader_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coding_sample")),
    )
    with op.batch_alter_table("coding_sample", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_coding_sample_forbund_id"), ["forbund_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_coding_sample_reader_id"), ["reader_id"], unique=False)

    op.create_table(
        "coded_text",
        sa.Column("forbund_id", sa.Integer(), nullable=False),
        sa.Column("sample_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=True),
        sa.Column("coded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(category IS NULL) = (coded_at IS NULL)", name=op.f("ck_coded_text_coded")),
        sa.ForeignKeyConstraint(["forbund_id"], ["forbund.id"], name=op.f("fk_coded_text_forbund_id")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_coded_text_report_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["sample_id"], ["coding_sample.id"], name=op.f("fk_coded_text_sample_id")),
        sa.PrimaryKeyConstraint("sample_id", "report_id", name=op.f("pk_coded_text")),
    )
    with op.batch_alter_table("coded_text", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_coded_text_forbund_id"), ["forbund_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_coded_text_report_id"), ["report_id"], unique=False)

    op.create_table(
        "delivery",
        sa.Column("forbund_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column(
            "channel",
            sa.Enum("teams", "mail", name="channel", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("outbox_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_delivery_edition_id")),
        sa.ForeignKeyConstraint(["forbund_id"], ["forbund.id"], name=op.f("fk_delivery_forbund_id")),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("fk_delivery_outbox_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_delivery_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("edition_id", "person_id", "channel", name=op.f("uq_delivery_edition_id_person_id_channel")),
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delivery_edition_id"), ["edition_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_delivery_forbund_id"), ["forbund_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_delivery_outbox_id"), ["outbox_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_delivery_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_delivery_forbund",
            ["edition_id", "channel"],
            unique=True,
            sqlite_where=sa.text("person_id IS NULL"),
            postgresql_where=sa.text("person_id IS NULL"),
        )

    op.create_table(
        "meeting",
        sa.Column("forbund_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("caller_id", sa.Integer(), nullable=True),
        sa.Column(
            "calling_party",
            sa.Enum(
                "AF",
                "FK",
                "VARD",
                "KOMMUN",
                "ANNAN",
                name="calling_party",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "form",
            sa.Enum(
                "samverkansmote",
                "flerpartssamtal",
                "sip",
                "formote",
                "rehabmote",
                "avstamningsmote",
                "natverksmote",
                "trepartsmote",
                "avslutssamtal",
                "verksamheter",
                name="form",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("kommun_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("wanted_outcome", sa.Text(), nullable=False),
        sa.Column("who_decides", sa.Text(), nullable=False),
        sa.Column("individual_takes_part", sa.Boolean(), nullable=False),
        sa.Column(
            "consent",
            sa.Enum("ja", "nej", "ej_aktuellt", name="consent", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("window_start", sa.Date(), nullable=False),
        sa.Column("window_end", sa.Date(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "begart",
                "bokat",
                "hallet",
                "inte_hallet",
                "installt",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("receiver_id", sa.Integer(), nullable=True),
        sa.Column(
            "receiver_role",
            sa.Enum(
                "koordinator",
                "stallforetradare",
                "verksamhetsutvecklare",
                "forbundschef",
                "ledamot",
                "sammankallande",
                name="receiver_role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("calendar_uid", sa.String(length=120), nullable=False),
        sa.Column("calendar_sequence", sa.Integer(), nullable=False),
        sa.Column("organizer_id", sa.Integer(), nullable=True),
        sa.Column("organizer_email", sa.String(length=254), nullable=False),
        sa.Column(
            "not_held",
            sa.Enum(
                "part_uteblev",
                "individen_uteblev",
                "samtycke_saknades",
                "annat",
                name="not_held",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("called_off_why", sa.Text(), nullable=False),
        sa.Column("other_time_asked", sa.Boolean(), nullable=False),
        sa.Column("call_off_asked", sa.Text(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(status = 'begart') OR (status = 'installt') OR (starts_at IS NOT NULL)",
            name=op.f("ck_meeting_fixed_time"),
        ),
        sa.CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name=op.f("ck_meeting_both_times")),
        sa.CheckConstraint("(status = 'inte_hallet') = (not_held IS NOT NULL)", name=op.f("ck_meeting_why_not_held")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_meeting_ends_after_start")),
        sa.CheckConstraint("window_end >= window_start", name=op.f("ck_meeting_window")),
        sa.ForeignKeyConstraint(["caller_id"], ["person.id"], name=op.f("fk_meeting_caller_id")),
        sa.ForeignKeyConstraint(["forbund_id"], ["forbund.id"], name=op.f("fk_meeting_forbund_id")),
        sa.ForeignKeyConstraint(["kommun_id"], ["kommun.id"], name=op.f("fk_meeting_kommun_id")),
        sa.ForeignKeyConstraint(["organizer_id"], ["person.id"], name=op.f("fk_meeting_organizer_id")),
        sa.ForeignKeyConstraint(["receiver_id"], ["person.id"], name=op.f("fk_meeting_receiver_id")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_meeting_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("calendar_uid", name=op.f("uq_meeting_calendar_uid")),
        sa.UniqueConstraint("forbund_id", "idempotency_key", name=op.f("uq_meeting_forbund_id_idempotency_key")),
        sa.UniqueConstraint("forbund_id", "number", name=op.f("uq_meeting_forbund_id_number")),
    )
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_caller_id"), ["caller_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_forbund_id"), ["forbund_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_kommun_id"), ["kommun_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_organizer_id"), ["organizer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_receiver_id"), ["receiver_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_report_id"), ["report_id"], unique=False)

    op.create_table(
        "report_comment",
        sa.Column("forbund_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("lift_id", sa.Integer(), nullable=True),
        sa.Column(
            "corrects",
            sa.Enum(
                "vantar",
                "beslutad",
                "uppskjuten",
                "lyft_vidare",
                name="corrects",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "answer",
                "question",
                "reply",
                "party_view",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "party",
            sa.Enum(
                "AF",
                "FK",
                "VARD",
                "KOMMUN",
                "ANNAN",
                name="party",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(text) BETWEEN 1 AND 4100", name=op.f("ck_report_comment_text_length")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_report_comment_author_id")),
        sa.ForeignKeyConstraint(["forbund_id"], ["forbund.id"], name=op.f("fk_report_comment_forbund_id")),
        sa.ForeignKeyConstraint(["lift_id"], ["lift.id"], name=op.f("fk_report_comment_lift_id")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_report_comment_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_comment")),
        sa.UniqueConstraint("forbund_id", "idempotency_key", name=op.f("uq_report_comment_forbund_id_idempotency_key")),
    )
    with op.batch_alter_table("report_comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_comment_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_report_comment_forbund_id"), ["forbund_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_report_comment_lift_id"), ["lift_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_report_comment_report_id"), ["report_id"], unique=False)

    op.create_table(
        "report_party",
        sa.Column("forbund_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column(
            "party",
            sa.Enum(
                "AF",
                "FK",
                "VARD",
                "KOMMUN",
                "ANNAN",
                name="party",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["forbund_id"], ["forbund.id"], name=op.f("fk_report_party_forbund_id")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_report_party_report_id")),
        sa.PrimaryKeyConstraint("report_id", "party", name=op.f("pk_report_party")),
    )
    with op.batch_alter_table("report_party", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_party_forbund_id"), ["forbund_id"], unique=False)

    op.create_table(
        "status_change",
        sa.Column("forbund_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column(
            "before",
            sa.Enum(
                "mottagen",
                "sorterad",
                "hos_part",
                "lyft",
                "atgard_beslutad",
                "instruktion_given",
                "kan_inte_paverkas",
                "uppfoljd",
                "avslutad",
                "aterkallad",
                name="before",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "after",
            sa.Enum(
                "mottagen",
                "sorterad",
                "hos_part",
                "lyft",
                "atgard_beslutad",
                "instruktion_given",
                "kan_inte_paverkas",
                "uppfoljd",
                "avslutad",
                "aterkallad",
                name="after",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["changed_by_id"], ["person.id"], name=op.f("fk_status_change_changed_by_id")),
        sa.ForeignKeyConstraint(["forbund_id"], ["forbund.id"], name=op.f("fk_status_change_forbund_id")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_status_change_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_change")),
    )
    with op.batch_alter_table("status_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_status_change_changed_by_id"), ["changed_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_status_change_forbund_id"), ["forbund_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_status_change_report_id"), ["report_id"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("forbund_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column(
            "party",
            sa.Enum(
                "AF",
                "FK",
                "VARD",
                "KOMMUN",
                "ANNAN",
                name="party",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("function", sa.String(length=250), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["forbund_id"], ["forbund.id"], name=op.f("fk_invitation_forbund_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_invitation_meeting_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_invitation_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("meeting_id", "unit_id", name=op.f("uq_invitation_meeting_id_unit_id")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_forbund_id"), ["forbund_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "meeting_party",
        sa.Column("forbund_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column(
            "party",
            sa.Enum(
                "AF",
                "FK",
                "VARD",
                "KOMMUN",
                "ANNAN",
                name="party",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["forbund_id"], ["forbund.id"], name=op.f("fk_meeting_party_forbund_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_party_meeting_id")),
        sa.PrimaryKeyConstraint("meeting_id", "party", name=op.f("pk_meeting_party")),
    )
    with op.batch_alter_table("meeting_party", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_party_forbund_id"), ["forbund_id"], unique=False)

    op.create_table(
        "pattern",
        sa.Column("forbund_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "samma_handelse",
                "upprepas",
                "flera_kommuner",
                "okning",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("mark", sa.String(length=120), nullable=False),
        sa.Column("kommun_id", sa.Integer(), nullable=True),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "foreslaget",
                "samlat",
                "en_handelse",
                "avfardat",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.CheckConstraint("(status = 'foreslaget') = (settled_at IS NULL)", name=op.f("ck_pattern_settled")),
        sa.ForeignKeyConstraint(["forbund_id"], ["forbund.id"], name=op.f("fk_pattern_forbund_id")),
        sa.ForeignKeyConstraint(["kommun_id"], ["kommun.id"], name=op.f("fk_pattern_kommun_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pattern")),
        sa.UniqueConstraint("forbund_id", "mark", name=op.f("uq_pattern_forbund_id_mark")),
    )
    with op.batch_alter_table("pattern", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pattern_forbund_id"), ["forbund_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pattern_kommun_id"), ["kommun_id"], unique=False)

    op.create_table(
        "pattern_report",
        sa.Column("forbund_id", sa.Integer(), nullable=False),
        sa.Column("pattern_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["forbund_id"], ["forbund.id"], name=op.f("fk_pattern_report_forbund_id")),
        sa.ForeignKeyConstraint(["pattern_id"], ["pattern.id"], name=op.f("fk_pattern_report_pattern_id")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_pattern_report_report_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("pattern_id", "report_id", name=op.f("pk_pattern_report")),
    )
    with op.batch_alter_table("pattern_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pattern_report_forbund_id"), ["forbund_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pattern_report_report_id"), ["report_id"], unique=False)


def downgrade() -> None:
    """Take the step back."""
    with op.batch_alter_table("pattern_report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pattern_report_report_id"))
        batch_op.drop_index(batch_op.f("ix_pattern_report_forbund_id"))

    op.drop_table("pattern_report")
    with op.batch_alter_table("pattern", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pattern_kommun_id"))
        batch_op.drop_index(batch_op.f("ix_pattern_forbund_id"))

    op.drop_table("pattern")
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_requested_at"))
        batch_op.drop_index(batch_op.f("ix_sign_in_person_id"))
        batch_op.drop_index(batch_op.f("ix_sign_in_forbund_id"))

    op.drop_table("sign_in")
    with op.batch_alter_table("standing_card", schema=None) as batch_op:
        batch_op.drop_index("ix_standing_card_subject")
        batch_op.drop_index(batch_op.f("ix_standing_card_person_id"))
        batch_op.drop_index(batch_op.f("ix_standing_card_forbund_id"))

    op.drop_table("standing_card")
    with op.batch_alter_table("meeting_party", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_party_forbund_id"))

    op.drop_table("meeting_party")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_unit_id"))
        batch_op.drop_index(batch_op.f("ix_invitation_meeting_id"))
        batch_op.drop_index(batch_op.f("ix_invitation_forbund_id"))

    op.drop_table("invitation")
    with op.batch_alter_table("status_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_status_change_report_id"))
        batch_op.drop_index(batch_op.f("ix_status_change_forbund_id"))
        batch_op.drop_index(batch_op.f("ix_status_change_changed_by_id"))

    op.drop_table("status_change")
    with op.batch_alter_table("report_party", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_party_forbund_id"))

    op.drop_table("report_party")
    with op.batch_alter_table("report_comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_comment_report_id"))
        batch_op.drop_index(batch_op.f("ix_report_comment_lift_id"))
        batch_op.drop_index(batch_op.f("ix_report_comment_forbund_id"))
        batch_op.drop_index(batch_op.f("ix_report_comment_author_id"))

    op.drop_table("report_comment")
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_report_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_receiver_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_organizer_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_kommun_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_forbund_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_caller_id"))

    op.drop_table("meeting")
    with op.batch_alter_table("coded_text", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_coded_text_report_id"))
        batch_op.drop_index(batch_op.f("ix_coded_text_forbund_id"))

    op.drop_table("coded_text")
    with op.batch_alter_table("coding_sample", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_coding_sample_reader_id"))
        batch_op.drop_index(batch_op.f("ix_coding_sample_forbund_id"))

    op.drop_table("coding_sample")
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_delivery_forbund", sqlite_where=sa.text("person_id IS NULL"), postgresql_where=sa.text("person_id IS NULL")
        )
        batch_op.drop_index(batch_op.f("ix_delivery_person_id"))
        batch_op.drop_index(batch_op.f("ix_delivery_outbox_id"))
        batch_op.drop_index(batch_op.f("ix_delivery_forbund_id"))
        batch_op.drop_index(batch_op.f("ix_delivery_edition_id"))

    op.drop_table("delivery")
    with op.batch_alter_table("spindel_tally", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_spindel_tally_forbund_id"))

    op.drop_table("spindel_tally")
    with op.batch_alter_table("spindel_invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_spindel_invitation_person_id"))
        batch_op.drop_index(batch_op.f("ix_spindel_invitation_forbund_id"))

    op.drop_table("spindel_invitation")
    with op.batch_alter_table("role_term", schema=None) as batch_op:
        batch_op.drop_index("uq_role_term_kommun")
        batch_op.drop_index(
            "uq_role_term_held_kommun",
            sqlite_where=sa.text("begins IS NULL"),
            postgresql_where=sa.text("begins IS NULL"),
        )
        batch_op.drop_index(
            "uq_role_term_held_group",
            sqlite_where=sa.text("begins IS NULL"),
            postgresql_where=sa.text("begins IS NULL"),
        )
        batch_op.drop_index(
            "uq_role_term_held_forbund",
            sqlite_where=sa.text("kommun_id IS NULL AND group_id IS NULL AND begins IS NULL"),
            postgresql_where=sa.text("kommun_id IS NULL AND group_id IS NULL AND begins IS NULL"),
        )
        batch_op.drop_index("uq_role_term_group")
        batch_op.drop_index(
            "uq_role_term_forbund",
            sqlite_where=sa.text("kommun_id IS NULL AND group_id IS NULL"),
            postgresql_where=sa.text("kommun_id IS NULL AND group_id IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_role_term_person_id"))
        batch_op.drop_index(batch_op.f("ix_role_term_kommun_id"))
        batch_op.drop_index(batch_op.f("ix_role_term_group_id"))
        batch_op.drop_index(batch_op.f("ix_role_term_forbund_id"))

    op.drop_table("role_term")
    with op.batch_alter_table("role", schema=None) as batch_op:
        batch_op.drop_index("uq_role_kommun")
        batch_op.drop_index("uq_role_group")
        batch_op.drop_index(
            "uq_role_forbund",
            sqlite_where=sa.text("kommun_id IS NULL AND group_id IS NULL"),
            postgresql_where=sa.text("kommun_id IS NULL AND group_id IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_role_person_id"))
        batch_op.drop_index(batch_op.f("ix_role_kommun_id"))
        batch_op.drop_index(batch_op.f("ix_role_group_id"))
        batch_op.drop_index(batch_op.f("ix_role_forbund_id"))

    op.drop_table("role")
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_same_event_as_id"))
        batch_op.drop_index(batch_op.f("ix_report_reporter_id"))
        batch_op.drop_index(batch_op.f("ix_report_reported_at"))
        batch_op.drop_index(batch_op.f("ix_report_receiver_id"))
        batch_op.drop_index(batch_op.f("ix_report_kommun_id"))
        batch_op.drop_index(batch_op.f("ix_report_issue_id"))
        batch_op.drop_index(batch_op.f("ix_report_forbund_id"))
        batch_op.drop_index("ix_report_figures")

    op.drop_table("report")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_person_id"))
        batch_op.drop_index(batch_op.f("ix_outbox_forbund_id"))
        batch_op.drop_index(
            "ix_outbox_receipt",
            sqlite_where=sa.text("channel = 'mail'"),
            postgresql_where=sa.text("channel = 'mail'"),
        )
        batch_op.drop_index("ix_outbox_due")

    op.drop_table("outbox")
    with op.batch_alter_table("forum_meeting_lift", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_forum_meeting_lift_lift_id"))
        batch_op.drop_index(batch_op.f("ix_forum_meeting_lift_group_meeting_id"))
        batch_op.drop_index(batch_op.f("ix_forum_meeting_lift_forbund_id"))

    op.drop_table("forum_meeting_lift")
    with op.batch_alter_table("lift_correction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lift_correction_moved_to_id"))
        batch_op.drop_index(batch_op.f("ix_lift_correction_lift_id"))
        batch_op.drop_index(batch_op.f("ix_lift_correction_forbund_id"))

    op.drop_table("lift_correction")
    with op.batch_alter_table("lift", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lift_issue_id"))
        batch_op.drop_index(batch_op.f("ix_lift_group_id"))
        batch_op.drop_index(batch_op.f("ix_lift_forbund_id"))

    op.drop_table("lift")
    with op.batch_alter_table("edition_wish", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_edition_wish_group_id"))
        batch_op.drop_index(batch_op.f("ix_edition_wish_forbund_id"))

    op.drop_table("edition_wish")
    with op.batch_alter_table("edition_draft_section", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_edition_draft_section_forbund_id"))

    op.drop_table("edition_draft_section")
    with op.batch_alter_table("edition_draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_edition_draft_group_meeting_id"))
        batch_op.drop_index(batch_op.f("ix_edition_draft_group_id"))
        batch_op.drop_index(batch_op.f("ix_edition_draft_forbund_id"))
        batch_op.drop_index(batch_op.f("ix_edition_draft_approved_by_id"))

    op.drop_table("edition_draft")
    with op.batch_alter_table("edition_translation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_edition_translation_forbund_id"))

    op.drop_table("edition_translation")
    with op.batch_alter_table("publication", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_publication_forbund_id"))

    op.drop_table("publication")
    with op.batch_alter_table("edition", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_edition_group_meeting_id"))
        batch_op.drop_index(batch_op.f("ix_edition_group_id"))
        batch_op.drop_index(batch_op.f("ix_edition_forbund_id"))

    op.drop_table("edition")
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conversation_forbund_id"))

    op.drop_table("conversation")
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_event_subject")
        batch_op.drop_index(batch_op.f("ix_audit_event_forbund_id"))
        batch_op.drop_index(batch_op.f("ix_audit_event_actor_id"))

    op.drop_table("audit_event")
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_action_issue_id"))
        batch_op.drop_index(batch_op.f("ix_action_forbund_id"))

    op.drop_table("action")
    with op.batch_alter_table("unit_kommun", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_kommun_kommun_id"))
        batch_op.drop_index(batch_op.f("ix_unit_kommun_forbund_id"))

    op.drop_table("unit_kommun")
    with op.batch_alter_table("unit_alias", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_alias_unit_id"))
        batch_op.drop_index(batch_op.f("ix_unit_alias_forbund_id"))

    op.drop_table("unit_alias")
    with op.batch_alter_table("spindel_measurement", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_spindel_measurement_open",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_spindel_measurement_group_id"))
        batch_op.drop_index(batch_op.f("ix_spindel_measurement_forbund_id"))

    op.drop_table("spindel_measurement")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_unit_id"))
        batch_op.drop_index(batch_op.f("ix_person_forbund_id"))

    op.drop_table("person")
    with op.batch_alter_table("issue", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_issue_kommun_id"))
        batch_op.drop_index(batch_op.f("ix_issue_forbund_id"))

    op.drop_table("issue")
    with op.batch_alter_table("insats_outcome", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_insats_outcome_measure_id"))
        batch_op.drop_index(batch_op.f("ix_insats_outcome_forbund_id"))

    op.drop_table("insats_outcome")
    with op.batch_alter_table("insats_measure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_insats_measure_insats_id"))
        batch_op.drop_index(batch_op.f("ix_insats_measure_forbund_id"))

    op.drop_table("insats_measure")
    with op.batch_alter_table("insats", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_insats_group_id"))
        batch_op.drop_index(batch_op.f("ix_insats_forbund_id"))

    op.drop_table("insats")
    with op.batch_alter_table("forum_meeting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_forum_meeting_group_id"))
        batch_op.drop_index(batch_op.f("ix_forum_meeting_forbund_id"))

    op.drop_table("forum_meeting")
    with op.batch_alter_table("forum_kommun", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_forum_kommun_kommun_id"))
        batch_op.drop_index(batch_op.f("ix_forum_kommun_forbund_id"))

    op.drop_table("forum_kommun")
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_forbund_id"))

    op.drop_table("unit")
    with op.batch_alter_table("number_series", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_number_series_forbund_id"))

    op.drop_table("number_series")
    with op.batch_alter_table("local_category", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_local_category_forbund_id"))

    op.drop_table("local_category")
    with op.batch_alter_table("kommun", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_kommun_forbund_id"))

    op.drop_table("kommun")
    with op.batch_alter_table("category_model", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_category_model_forbund_id"))

    op.drop_table("category_model")
    with op.batch_alter_table("forum", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_forum_forbund_id"))

    op.drop_table("forum")
    with op.batch_alter_table("forbund_tenant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_forbund_tenant_forbund_id"))

    op.drop_table("forbund_tenant")
    with op.batch_alter_table("forbund_domain", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_forbund_domain_forbund_id"))

    op.drop_table("forbund_domain")
    op.drop_table("forbund")
