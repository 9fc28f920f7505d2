"""The goals of reliability and security, and the trial that measures each: read by ``tools.trust``."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Trial:
    """A benchmark of that name, or, with ``tests``, a choice of tests; ``both``: on both databases."""

    name: str
    tests: tuple[str, ...] = ()
    both: bool = False


@dataclass(frozen=True)
class Goal:
    """What is promised, in one sentence; the target in figures; the name of the trial that measures it."""

    key: str
    sentence: str
    target: str
    trial: str


LAW = "tests/test_architecture.py::test_law_is_kept"
DRILL = "tests/jobs/keeping/test_drill.py"

TRIALS = (
    Trial("last_seat"),
    Trial("newsletter"),
    Trial("writer line", ("tests/config/test_writer_line.py",)),
    Trial("fuzz"),
    Trial("addresses", ("tests/reuse/fetching/test_addresses.py", f"{LAW}[asks_outside]")),
    Trial("abuse"),
    Trial("headers", ("tests/hostile/test_headers.py",)),
    Trial("access", ("tests/matrix",)),
    Trial("sign-in", ("tests/accounts/test_security.py", "tests/portal/test_sign_in.py"), both=True),
    Trial("provider", ("tests/portal/test_single_sign_on.py",), both=True),
    Trial("sessions", ("tests/portal/test_session_end.py", "tests/portal/test_account.py"), both=True),
    Trial("keys", ("tests/jobs/test_keys.py",), both=True),
    Trial("release", ("tests/test_release.py",)),
    Trial("evidence", ("tests/test_evidence.py",)),
    Trial("drill", (DRILL,), both=True),
    Trial("archive", ("tests/jobs/keeping/test_archive.py",)),
    Trial("replica", ("tests/config/test_nodes.py",)),
    Trial("bucket", ("tests/config/test_bucket.py",)),
    Trial("deploy", ("tests/test_deploy.py",)),
    Trial("watching", ("tests/api/test_probes.py", "tests/config/test_logs.py"), both=True),
    Trial("processes", ("tests/jobs/test_lasting.py",)),
    Trial("migrations", ("tests/architecture/test_migration_lint.py",)),
    Trial("growth"),
    Trial("kept_pages"),
    Trial("writes"),
    Trial("faults"),
    Trial("nodes"),
    Trial("withdrawing", ("tests/config/test_kept_pages.py",), both=True),
)

GOALS = (
    Goal(
        "last-seat",
        "The last seats of an event are given once and in order",
        "500 at once for 200 seats: exactly 200",
        "last_seat",
    ),
    Goal(
        "outbox",
        "A letter reaches its reader exactly once, whoever is killed",
        "10,000 letters, none lost, none twice",
        "newsletter",
    ),
    Goal(
        "writer-line",
        "Writers of the embedded database come in order and wait a bounded time; nothing is kept by whoever is killed",
        "every case",
        "writer line",
    ),
    Goal("hostile-input", "Every parser takes a file or refuses it with a sentence", "no other exception", "fuzz"),
    Goal("hostile-memory", "Memory for one hostile file", "at most 200 MB", "fuzz"),
    Goal("hostile-time", "Processor time for one hostile file", "at most 2 s", "fuzz"),
    Goal(
        "inside-unasked",
        "No address that strangers name leads inside, however spelled, forwarded or looked up; one door asks them",
        "0 requests",
        "addresses",
    ),
    Goal("abuse-answers", "Hostile and broken requests end in an answer of ours", "0 errors, 0 scripts run", "abuse"),
    Goal("abuse-readers", "Idle and dripping connections cost a reader little", "at most twice as long", "abuse"),
    Goal("abuse-memory", "Memory of the server under hostile requests", "at most 200 MB more", "abuse"),
    Goal("headers", "Every kind of answer has every header of security", "none missing", "headers"),
    Goal(
        "sign-in", "Guessing is stopped on the shared store; nothing tells of an account", "none gets past", "sign-in"
    ),
    Goal(
        "access-matrix",
        "Every address lets in whom the table of roles names, in the own and in a foreign region",
        "2,500 cells or more, 40 % refusals, 0 leaks",
        "access",
    ),
    Goal("lying-provider", "A lying provider of single sign-on lets nobody in", "0 let in, no error", "provider"),
    Goal(
        "session-end",
        "Sessions end by themselves; deeds on accounts are confirmed anew",
        "30 minutes idle, 12 hours",
        "sessions",
    ),
    Goal("key-rotation", "The old secret key can go, everything stays readable", "everything", "keys"),
    Goal(
        "release-signed", "A release has the same bytes twice; whoever changes it is noticed", "every change", "release"
    ),
    Goal("asvs-level-2", "A line of evidence for each control of ASVS 5.0 level 2 and of CON.10", "all", "evidence"),
    Goal(
        "restore-drill", "A backup made while people write comes back whole, files included", "0 differences", "drill"
    ),
    Goal("backup-damaged", "A changed, missing or added byte, a wrong key is refused", "0 accepted", "archive"),
    Goal("replica-routing", "Reads follow a replica; one that dies or is late fails no read", "0 failures", "replica"),
    Goal("files-s3", "Files in a bucket are kept, found, read whole and forgotten", "0 failures", "bucket"),
    Goal("deploy-lint", "Container file and examples pass their linters", "0 findings", "deploy"),
    Goal(
        "operator-figures",
        "Figures and reasons are told to the operator alone; no line of the log holds a visitor's words",
        "0 found",
        "watching",
    ),
    Goal(
        "killed-processes",
        "A killed web process or worker is replaced, a killed server leaves nobody behind",
        "answers again by itself, 0 processes left",
        "processes",
    ),
    Goal("migrations-gentle", "No migration stops the release before it", "0 objections", "migrations"),
    Goal(
        "alerts-tried",
        "Alarms go off on bad figures, keep silent on good ones, each has its line of advice",
        "all",
        "deploy",
    ),
    Goal("many-writers", "8, 32 and 128 people write at once", "0 errors, 0 lost, 0 twice", "writes"),
    Goal("long-lock", "Reads go on while a lock stops all writers for 25 seconds", "0 errors, 0 lost", "writes"),
    Goal(
        "killed-under-load",
        "Nothing acknowledged is lost or done twice, whatever is killed while people write and the mail server is away",
        "0 lost, 0 twice, each letter once",
        "faults",
    ),
    Goal("database-restart", "PostgreSQL stopped hard while people write", "0 lost, 0 errors but 503", "faults"),
    Goal("full-disk", "A full disk is told in a sentence, and work goes on once there is room", "0 lost", "faults"),
    Goal(
        "killed-commands",
        "A killed setup, backup or restore is run again without a hand",
        "the same result",
        "faults",
    ),
    Goal("two-nodes", "Two web nodes serve more pages than one, in the same run", "1.7 times", "nodes"),
    Goal("node-lost", "A killed node costs no read", "0 failed after one retry", "nodes"),
    Goal("replica-lost", "A killed replica costs no read", "0 failed after one retry", "nodes"),
    Goal("growth", "What grows with the register, from size to size", "told", "growth"),
    Goal(
        "kept-pages", "A kept public page costs one query and far less work", "one query, 4 times faster", "kept_pages"
    ),
    Goal(
        "withdrawn-gone", "A withdrawn record is gone at the next request, in every process", "at once", "withdrawing"
    ),
)
