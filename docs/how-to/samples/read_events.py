"""Keeps a SQLite file up to date with the events of one topic: one row for each thing and one for each change.

    python3 read_events.py events.db awrach.partner.agreement                              from the beginning
    python3 read_events.py events.db awrach.partner.agreement --from 2026-01-01T00:00:00Z  from a time

Started again, it goes on where it stopped, whatever --from says. It stops when it has read all there was; with --follow
it waits for more. KAFKA_BROKERS names the brokers (127.0.0.1:9092). Needs Python >= 3.11 and `pip install confluent-kafka`.
"""

import argparse
import json
import os
import sqlite3
from datetime import datetime
from pathlib import Path

from confluent_kafka import Consumer, TopicPartition

arguments = argparse.ArgumentParser()
arguments.add_argument("file")
arguments.add_argument("topic")
arguments.add_argument("--from", dest="since", type=datetime.fromisoformat)
arguments.add_argument("--follow", action="store_true")
asked = arguments.parse_args()
topic = asked.topic


def sql(name: str) -> str:
    return Path(__file__).with_name(name).read_text()


# Without automatic transactions: below it is said where each begins and ends.
db = sqlite3.connect(asked.file, isolation_level=None)
db.executescript(sql("tables.sql"))
write_change, write_thing, write_position = (
    sql(f"write-{what}.sql") for what in ("change", "thing", "position")
)

consumer = Consumer(
    {
        "bootstrap.servers": os.environ.get("KAFKA_BROKERS", "127.0.0.1:9092"),
        # The client wants a name; it joins no group, and the positions are ours to keep, not Kafka's.
        "group.id": "my-pipeline",
        "enable.auto.commit": False,
        "auto.offset.reset": "earliest",
    }
)


def starting_positions() -> tuple[dict[int, dict], dict[int, int]]:
    """Where each partition is read from (stored, else by time, else the beginning), and where it ends now."""
    stored = {
        partition: (log, next_offset)
        for partition, log, next_offset in db.execute(
            "SELECT partition, log, next_offset FROM position WHERE topic = ?", (topic,)
        )
    }
    partitions = sorted(consumer.list_topics(topic, 10).topics[topic].partitions)
    by_time = {}
    if asked.since:
        moment = int(asked.since.timestamp() * 1000)
        found = consumer.offsets_for_times([TopicPartition(topic, p, moment) for p in partitions], 10)
        by_time = {one.partition: one.offset for one in found}
    positions, ends = {}, {}
    for partition in partitions:
        low, high = consumer.get_watermark_offsets(TopicPartition(topic, partition), 10)
        ends[partition] = high
        if partition in stored:
            log, following = stored[partition]
            # A log that ends before what was read is another log.
            positions[partition] = {"log": log, "next": 0 if following > high else following}
        else:
            found = by_time.get(partition, low)
            # A negative offset says that nothing is as late as that.
            positions[partition] = {"log": None, "next": found if found >= 0 else high}
    return positions, ends


def event_in(value: bytes | None) -> dict | None:
    """Anybody with access can put a record on a topic: what is no event is passed over, not stumbled upon."""
    try:
        data = json.loads(value)
        form = (type(data["id"]), type(data["version"]), type(data["recordedAt"]))
        return data if form == (str, int, str) else None
    except (ValueError, TypeError, KeyError):
        return None


def write(event_type: str, value: bytes | None) -> None:
    data = event_in(value)
    if data is None:
        return
    row = {
        "topic": topic,
        "id": data["id"],
        "version": data["version"],
        "recorded_at": data["recordedAt"],
        "event_type": event_type,
        "province": data.get("province", ""),
        "edition": data.get("edition"),
        "state": value.decode(),
    }
    db.execute(write_change, row)
    db.execute(write_thing, row)


def apply(messages: list) -> None:
    """Effect and positions in one transaction: whatever happens, both are there or neither."""
    restarted = set()
    db.execute("BEGIN")
    for message in messages:
        partition, offset = message.partition(), message.offset()
        if partition in restarted:
            continue
        at = positions[partition]
        headers = {name: value.decode() for name, value in message.headers() or [] if value}
        log = headers.get("awrach_log")
        if log and (at["log"] is None or log > at["log"]):
            if at["log"] is not None:  # The topic was made or sent anew.
                at["next"] = 0
                restarted.add(partition)
            at["log"] = log
        if partition in restarted or offset < at["next"]:
            continue
        write(headers.get("ce_type", ""), message.value())
        at["next"] = offset + 1
    for partition in {message.partition() for message in messages}:
        at = positions[partition]
        db.execute(
            write_position, {"topic": topic, "partition": partition, "log": at["log"], "next_offset": at["next"]}
        )
    db.execute("COMMIT")
    for partition in restarted:
        consumer.seek(TopicPartition(topic, partition, 0))


positions, ends = starting_positions()
# One record earlier than needed: its awrach_log tells whether this is still the log that was read.
consumer.assign([TopicPartition(topic, p, max(0, at["next"] - 1)) for p, at in positions.items()])
looked_back = {p for p, at in positions.items() if at["next"] == 0}
try:
    while asked.follow or len(looked_back) < len(ends) or any(positions[p]["next"] < end for p, end in ends.items()):
        messages = consumer.consume(num_messages=500, timeout=0.1)
        for message in messages:
            if message.error():
                raise RuntimeError(message.error())
        if messages:
            apply(messages)
            looked_back.update(message.partition() for message in messages)
except KeyboardInterrupt:
    pass
finally:
    consumer.close()
(changes,) = db.execute("SELECT count(*) FROM change WHERE topic = ?", (topic,)).fetchone()
(things,) = db.execute("SELECT count(*) FROM thing WHERE topic = ?", (topic,)).fetchone()
print(f"{things} things, {changes} changes")
