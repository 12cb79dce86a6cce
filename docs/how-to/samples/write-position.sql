INSERT INTO position (topic, partition, log, next_offset)
VALUES (:topic, :partition, :log, :next_offset)
ON CONFLICT (topic, partition) DO UPDATE SET log = excluded.log, next_offset = excluded.next_offset;
