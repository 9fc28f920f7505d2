"""How status lines, results and licences of the sources are read."""

import pytest

from strahlkraft.kernel.partial_date import PartialDate
from strahlkraft.projects import readings
from strahlkraft.projects.readings import StatusReading, TruthReading


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (None, StatusReading()),
        ("abgeschlossen", StatusReading((TruthReading("formally_closed", "yes"),))),
        ("abgeschlossen (10/2022)", StatusReading((TruthReading("formally_closed", "yes", since="2022-10"),))),
        (
            "formal beendet, kein Dauerbetrieb (08/2022)",
            StatusReading(
                (
                    TruthReading("formally_closed", "yes"),
                    TruthReading("in_operation", "no", as_of="2022-08"),
                )
            ),
        ),
        (
            "abgeschlossen; online seit 09/2022",
            StatusReading(
                (
                    TruthReading("formally_closed", "yes"),
                    TruthReading("in_operation", "yes", since="2022-09"),
                )
            ),
        ),
        ("in Umsetzung (Stand 07/2020)", StatusReading((TruthReading("formally_closed", "no", as_of="2020-07"),))),
        (
            "in Planung (Stand 08/2019)",
            StatusReading((TruthReading("formally_closed", "no", as_of="2019-08"),), "unconfirmed"),
        ),
        ("förderwürdig, ohne Mittel (Stand 21.01.2020)", StatusReading((), "unfunded")),
        # The end of the term is not a formal closure, and an office that was dissolved says nothing of either.
        ("Laufzeit beendet (2022)", StatusReading()),
        ("aufgelöst (2023)", StatusReading()),
        ("bis Mitte 2023 verlängert", StatusReading()),
    ],
)
def test_a_status_line_is_read_clause_by_clause(status: str | None, expected: StatusReading) -> None:
    assert readings.read_status(status) == expected


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (None, ()),
        ("platform + app", ("platform", "app")),
        ("concept / pilot sensor network", ("sensor_network", "concept")),
        ("software + guide", ("software", "guide")),
        ("project office", ("project_office",)),
        ("something new", ()),
    ],
)
def test_kinds_of_result_are_read_and_never_guessed(text: str | None, kinds: tuple[str, ...]) -> None:
    assert readings.read_result_type(text) == kinds


@pytest.mark.parametrize(
    ("text", "state"),
    [(None, "none"), ("Open Source (Lizenzname nicht genannt)", "open_unnamed"), ("EUPL-1.2", "named")],
)
def test_a_licence_counts_as_named_only_with_its_name(text: str | None, state: str) -> None:
    assert readings.read_licence(text) == state


def test_the_phase_is_the_latest_reached_and_closure_wins() -> None:
    today = PartialDate.parse("2021-06-01")
    phases = {"preparation": "2020-01", "conception": "2021", "implementation": "2022-01"}

    assert readings.phase_of("unknown", phases, today) == "conception"
    assert readings.phase_of("yes", phases, today) == "closure"
    assert readings.phase_of("unknown", {}, today) == "unknown"


def test_several_bodies_in_one_field_are_split() -> None:
    assert readings.split_names("Stadt Gütersloh / Stadt Bielefeld") == ["Stadt Gütersloh", "Stadt Bielefeld"]
    assert readings.split_names("regio iT; Stadt Bielefeld") == ["regio iT", "Stadt Bielefeld"]
    assert readings.split_names("Heinz Nixdorf Institut / Universität Paderborn") == [
        "Heinz Nixdorf Institut / Universität Paderborn"
    ]


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("Präsenz, halbtägig", "offline"),
        ("online", "online"),
        ("hybrid, ganztägig, interaktiver Livestream", "mixed"),
        ("Ausschusssitzung", ""),
    ],
)
def test_attendance_is_read_from_the_format(text: str, mode: str) -> None:
    assert readings.attendance_mode(text) == mode
