"""Webhooks: who may believe them, and when they are tried again."""

from datetime import UTC, datetime, timedelta

import pytest

from strahlkraft.reuse.peering import webhooks

pytestmark = pytest.mark.house

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SECRET = webhooks.new_secret()


def test_a_known_message_has_the_signature_of_the_specification() -> None:
    headers = webhooks.sign(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        datetime.fromtimestamp(1614265330, UTC),
        b'{"test": 2432232314}',
    )

    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_a_message_is_believed_when_signed_lately_with_the_secret() -> None:
    headers = webhooks.sign(SECRET, "m1", NOW, b"{}")
    two = headers | {"webhook-signature": "v1,AAAA " + headers["webhook-signature"]}

    assert webhooks.verify(SECRET, headers, b"{}", NOW + timedelta(minutes=5))
    assert webhooks.verify(SECRET, two, b"{}", NOW)


@pytest.mark.parametrize(
    ("changes", "body", "later"),
    [
        ({}, b"{ }", timedelta()),
        ({}, b"{}", timedelta(minutes=6)),
        ({}, b"{}", timedelta(minutes=-6)),
        ({"webhook-id": "m2"}, b"{}", timedelta()),
        ({"webhook-id": ""}, b"{}", timedelta()),
        ({"webhook-timestamp": "9" * 400}, b"{}", timedelta()),
        ({"webhook-timestamp": "²"}, b"{}", timedelta()),
        ({"webhook-signature": "v1,\udcff"}, b"{}", timedelta()),
        ({"webhook-signature": ""}, b"{}", timedelta()),
    ],
)
def test_a_message_that_was_changed_or_replayed_is_not_believed(
    changes: dict[str, str], body: bytes, later: timedelta
) -> None:
    headers = webhooks.sign(SECRET, "m1", NOW, b"{}") | changes

    assert webhooks.verify(SECRET, headers, body, NOW + later) is False


def test_a_message_is_tried_again_from_a_minute_to_a_day_and_then_given_up() -> None:
    waits = [(at - NOW if (at := webhooks.next_attempt(tries, NOW)) else None) for tries in range(9)]

    assert waits == [
        None,
        *(timedelta(minutes=m) for m in (1, 5, 30, 120, 360, 720, 1_440)),
        None,
    ]


def test_an_endpoint_is_switched_off_after_five_days_of_failures() -> None:
    assert [
        webhooks.is_to_disable(since, NOW) for since in (None, NOW - timedelta(days=4), NOW - timedelta(days=5))
    ] == [False, False, True]
