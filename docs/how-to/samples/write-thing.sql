INSERT INTO thing (topic, id, version, recorded_at, province, edition, state)
VALUES (:topic, :id, :version, :recorded_at, :province, :edition, :state)
ON CONFLICT (topic, id) DO UPDATE
   SET version = excluded.version, recorded_at = excluded.recorded_at,
       province = excluded.province, edition = excluded.edition, state = excluded.state
 WHERE excluded.version > thing.version;
