INSERT INTO change (topic, id, version, recorded_at, event_type, state)
VALUES (:topic, :id, :version, :recorded_at, :event_type, :state)
ON CONFLICT (topic, id, version) DO NOTHING;
