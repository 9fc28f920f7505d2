"""Several people at the same moment, each with a connection of their own."""

import threading
from collections import Counter
from collections.abc import Callable

from django.db import connections

from strahlkraft.kernel.refusal import Refused


def at_once(deeds: list[Callable[[], object]]) -> dict[str, int]:
    """Start all deeds at the same moment; how they ended: ``done``, the code of a refusal, or an error's name."""
    start, ends = threading.Barrier(len(deeds)), list[str]()

    def carry_out(deed: Callable[[], object]) -> None:
        try:
            start.wait(30)
            deed()
        except Refused as refused:
            ends.append(refused.refusals[0].code)
        except Exception as error:  # noqa: BLE001 - what went wrong in a thread is counted like any other end
            ends.append(type(error).__name__)
        else:
            ends.append("done")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=carry_out, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return dict(Counter(ends))
