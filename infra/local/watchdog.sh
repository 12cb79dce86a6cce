# Runs a server for as long as a pipe is held open, and never longer.
#
#   sh -c "$(cat watchdog.sh)" watchdog <signals> <seconds> <command> [argument…]
#
# File descriptor 3 is the pipe from the launcher. The first thing written to it is the server's process id.
# When it closes, because the launcher wants the server to stop or because the launcher was killed, the server
# gets each of the signals in turn (comma separated), <seconds> apart, for as long as it is still there.
# Given as text and not as a file, because the user that the server runs as may not be able to read the clone.

signals=$1 seconds=$2
shift 2

"$@" 3<&- &
server=$!
echo "$server" >&3

(
  # Told to end while it sleeps, it ends after that sleep, so that none is left behind.
  trap 'exit 0' TERM
  read -r _ <&3
  for signal in $(echo "$signals" | tr ',' ' '); do
    kill -s "$signal" "$server" 2>/dev/null || exit 0
    tenths=0
    while [ "$tenths" -lt $((seconds * 10)) ]; do
      kill -0 "$server" 2>/dev/null || exit 0
      sleep 0.1
      tenths=$((tenths + 1))
    done
  done
) &
guard=$!

wait "$server"
code=$?
kill "$guard" 2>/dev/null
wait "$guard" 2>/dev/null
exit "$code"
