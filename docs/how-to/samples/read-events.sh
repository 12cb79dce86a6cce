#!/usr/bin/env bash
# Keeps files up to date with the events of one topic, with kcat and jq.
#
#   ./read-events.sh events awrach.partner.agreement                        from the beginning
#   ./read-events.sh events awrach.partner.agreement 2026-01-01T00:00:00Z   from a time
#
# Started again, it goes on where it stopped, whatever time is given. KAFKA_BROKERS names the brokers (127.0.0.1:9092).
# In the folder it leaves:
#   <topic>.things.jsonl    one line for each thing: how it stands
#   <topic>.changes.jsonl   one line for each change, in the order of their time
#   <topic>.<partition>     the records as they were read: they are the position as well
set -euo pipefail
export LC_ALL=C
folder=$1 topic=$2 from=${3:-}
brokers=${KAFKA_BROKERS:-127.0.0.1:9092}
start=beginning
if [ -n "$from" ]; then start="s@$(date -d "$from" +%s%3N)"; fi
mkdir -p "$folder"

# read_from <partition> <offset>: the records from there up to now, one JSON object a line. An offset that the log does not
# have (any more) means the beginning: it is another log.
read_from() {
  kcat -b "$brokers" -C -q -e -J -X auto.offset.reset=earliest -X fetch.wait.max.ms=20 -t "$topic" -p "$1" -o "$2"
}

# The incarnation that each record names. Later ones sort after earlier ones.
logs='.headers // [] | . as $h | index("awrach_log") as $at | if $at then $h[$at + 1] else empty end'
latest_log() { jq -r "$logs" "$1" | sort | tail -n 1; }

for partition in $(seq 0 11); do
  known="$folder/$topic.$partition"
  touch "$known"
  if [ -s "$known" ]; then
    last=$(tail -n 1 "$known" | jq .offset)
    # The last record is read once more: its awrach_log tells whether this is still the log that was read.
    read_from "$partition" "$last" > "$known.new"
    if [ -n "$(latest_log "$known")" ] && [[ $(latest_log "$known.new") > $(latest_log "$known") ]]; then
      read_from "$partition" beginning > "$known.all" # The topic was made or sent anew.
    else
      { cat "$known" && jq -c "select(.offset > $last)" "$known.new"; } > "$known.all"
    fi
    rm "$known.new"
  else
    read_from "$partition" "$start" > "$known.all"
  fi
  mv "$known.all" "$known"
done

# Anybody with access can put a record on a topic: what is no event is passed over, not stumbled upon.
event='(.payload | fromjson? | select(type == "object" and (.id | type) == "string" and (.version | type) == "number"))'
cat "$folder/$topic".{0..11} |
  jq -c ".headers as \$headers | $event | {change: (\$headers[(\$headers | index(\"ce_type\")) + 1]), state: .}" |
  jq -cs 'unique_by([.state.id, .state.version]) | sort_by(.state.recordedAt) | .[]' > "$folder/$topic.changes.jsonl"
jq -cs 'group_by(.state.id) | map(max_by(.state.version).state) | .[]' "$folder/$topic.changes.jsonl" \
  > "$folder/$topic.things.jsonl"
echo "$(wc -l < "$folder/$topic.things.jsonl") things, $(wc -l < "$folder/$topic.changes.jsonl") changes"
