-- What the samples fill, in SQLite. In any other database it is the same.

-- One row for each thing: how it stands.
CREATE TABLE IF NOT EXISTS thing (
  topic TEXT, id TEXT, version INTEGER, recorded_at TEXT, province TEXT, edition INTEGER, state TEXT,
  PRIMARY KEY (topic, id)
);

-- One row for each change: how it came about.
CREATE TABLE IF NOT EXISTS change (
  topic TEXT, id TEXT, version INTEGER, recorded_at TEXT, event_type TEXT, state TEXT,
  PRIMARY KEY (topic, id, version)
);

-- How far each partition is read, and in which incarnation of the topic (awrach_log).
CREATE TABLE IF NOT EXISTS position (
  topic TEXT, partition INTEGER, log TEXT, next_offset INTEGER,
  PRIMARY KEY (topic, partition)
);
