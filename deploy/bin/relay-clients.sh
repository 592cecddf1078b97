# What start-relay-clients and stop-relay-clients share; read by them, not run.
# shellcheck shell=sh

directory=${RELAY_CLIENTS_DIR:-${XDG_RUNTIME_DIR:-/tmp}/rollcall-relay-clients-$(id -u)}

# Makes the directory where it is missing. Whoever could write in it could have any process of ours ended.
own_directory() {
  (umask 077 && mkdir -p -- "$directory") 2>/dev/null
  # shellcheck disable=SC3067
  [ -d "$directory" ] && [ ! -h "$directory" ] && [ -O "$directory" ] && [ -w "$directory" ]
}

# When process $1 began, in one word: a PID alone may belong to another process by now. Nothing where there is no such
# process, or one that has ended and is not yet waited for.
mark_of() {
  if [ -d /proc/self ]; then
    [ -r "/proc/$1/stat" ] || return 1
    # Behind the name in parentheses, which may contain anything: the state, and 19 fields later the start.
    # shellcheck disable=SC2046
    set -- $(sed 's/.*) //' "/proc/$1/stat" 2>/dev/null)
    [ $# -ge 20 ] && [ "$1" != Z ] || return 1
    shift 19
    printf '%s\n' "$1"
  else
    mark=$(ps -o lstart= -p "$1" | tr -s ' ' '_') && [ -n "$mark" ] && printf '%s\n' "$mark"
  fi
}
