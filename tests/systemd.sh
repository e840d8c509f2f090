#!/usr/bin/env bash
# The service under a real systemd: installs PROGRAM with the unit and checks what
# README.md promises of it. Needs root, python3 and sqlite3, and changes the system
# it runs on: use a container or a virtual machine that can be thrown away.
#
#     tests/systemd.sh target/release/watch907
set -uo pipefail
[ $# = 1 ] || { echo "usage: $0 PROGRAM" >&2; exit 2; }
program=$(realpath "$1")
cd "$(dirname "$0")/.." || exit 1

failed=0
promise() { # NAME COMMAND…
    local name=$1 said
    shift
    if said=$("$@" 2>&1); then
        echo "ok      $name"
    else
        failed=$((failed + 1))
        printf 'FAILED  %s\n%s\n' "$name" "$said"
    fi
}
within() { # SECONDS COMMAND…: tries until it holds
    local end=$((SECONDS + $1)) said
    shift
    until said=$("$@" 2>&1); do
        ((SECONDS < end)) || { echo "$said"; return 1; }
        sleep 0.2
    done
}
property() { systemctl show watch907 --property "$1" --value; }
is() { [ "$(property "$1")" = "$2" ] || { echo "$1 is $(property "$1"), not $2"; return 1; }; }
is_now() { is "$1" "$2" && is ActiveState active; }
says() { grep -qE -- "$1" <<<"$("${@:2}" 2>&1)" || { "${@:2}"; return 1; }; }
refused() { ! "$@"; }
as() { runuser -u "$1" -- "${@:2}"; }
# systemd counts restarts just before it starts anew.
restarted() { within "$2" is_now NRestarts "$1"; }
mode() { says "^$2\$" stat -c %a:%U:%G "$1"; }
quick_stop() {
    local from
    from=$(date +%s%N)
    systemctl stop watch907 && is Result success
    echo "took $((($(date +%s%N) - from) / 1000000)) ms"
    (($(date +%s%N) - from < 5000000000))
}

# Two sources and a mail server's absence, all on loopback.
site=$(mktemp -d)
cat >"$site/feed.xml" <<'XML'
<rss version="2.0"><channel><title>News</title><link>http://127.0.0.1:8907/</link>
<item><guid>1</guid><title>Section 907 waiver debated in Baku</title><link>http://127.0.0.1:8907/1</link></item>
</channel></rss>
XML
echo '<html><title>Page</title><body><p>Section 907</p></body></html>' >"$site/page.html"
python3 -m http.server --bind 127.0.0.1 --directory "$site" 8907 >/dev/null 2>&1 &
serving=$!
hanging=
trap 'kill $serving $hanging; rm -rf "$site"' EXIT

install -m 755 "$program" /usr/bin/watch907
install -D -m 644 systemd/watch907.sysusers /usr/lib/sysusers.d/watch907.conf
install -D -m 644 systemd/watch907.service /usr/lib/systemd/system/watch907.service
systemd-sysusers
mkdir -p /etc/watch907 /etc/systemd/system/watch907.service.d
configuration=/etc/watch907/config.toml
cat >$configuration <<'TOML'
built_in.sources = false
fetch.host_delay = "0s"
[[source]]
id = "news"
kind = "feed"
url = "http://127.0.0.1:8907/feed.xml"
cadence = "1m"
required = true
tell = "all"
allow = ["127.0.0.1:8907"]
[[source]]
id = "page"
kind = "page"
url = "http://localhost:8907/page.html"
cadence = "1m"
allow = ["localhost:8907"]
TOML
# Shorter than in the field, so that several periods pass here.
printf '[Service]\nWatchdogSec=4s\n' >/etc/systemd/system/watch907.service.d/test.conf
systemctl daemon-reload
id reader >/dev/null 2>&1 || useradd --groups watch907 reader
id stranger >/dev/null 2>&1 || useradd stranger
db=/var/lib/watch907/watch907.db

promise "the unit has no mistakes" bash -c '! systemd-analyze verify --man=no watch907.service 2>&1 | grep .'
promise "it is shut in: exposure of 1.2 at most" systemd-analyze security --offline=yes --threshold=12 \
    /usr/lib/systemd/system/watch907.service
promise "it starts, and says when it is ready" systemctl start watch907
promise "its status is a line on how things are" within 20 says 'sources, .* failing' property StatusText
promise "it runs under a filter of system calls" says 'Seccomp:\s+2' cat "/proc/$(property MainPID)/status"
promise "it polls" within 10 says 'news +feed +yes +fine' watch907 sources
promise "its folder is its group's to read" mode /var/lib/watch907 750:watch907:watch907
promise "its database is its group's to read" mode $db 640:watch907:watch907
promise "its socket is its group's to use" mode /run/watch907/control.sock 660:watch907:watch907
promise "the journal has fields" within 5 says '"SOURCE":"news"' journalctl -u watch907 -o json

promise "a member of its group can ask" says 'Required: 1 of 1 fresh' as reader watch907 status
promise "a member of its group can have it poll" says 'news +fine +nothing new' as reader watch907 poll news
promise "the database opens in sqlite3 while it runs" \
    says 'news\|fine' as reader sqlite3 -readonly $db 'SELECT source, state FROM health'
promise "others can't ask" says 'Permission denied' as stranger watch907 status
promise "others can't have it poll" says 'Permission denied' as stranger watch907 poll

pid=$(property MainPID)
sleep 13
promise "its watchdog is fed" is MainPID "$pid"
kill -STOP "$pid"
promise "where it is stuck it is ended and started anew" restarted 1 15
promise "and for that reason" says 'Watchdog timeout' journalctl -u watch907
kill -KILL "$(property MainPID)"
promise "killed, it is back within 3 s" restarted 2 3

sed -i 's/localhost:8907\/page.html"/&\nname = "Renamed"/' $configuration
promise "reload reads the configuration again" systemctl reload watch907
promise "and shows it" says '"name": "Renamed"' watch907 sources --json
echo 'nonsense = 1' >>$configuration
promise "a reload with a mistake fails" refused systemctl reload watch907
promise "and names it" within 5 says 'config.toml:.*nonsense' journalctl -u watch907
promise "and goes on as before" is ActiveState active
promise "started with a mistake, it ends" refused systemctl restart watch907
promise "with code 3" is ExecMainStatus 3
sleep 3
promise "and does not try again" is ActiveState failed
sed -i '/nonsense/d' $configuration

promise "without a credential it runs" systemctl restart watch907
cat >>$configuration <<'TOML'
[mail]
server = "127.0.0.1"
tls = "none"
user = "watch907"
[[subscriber]]
address = "ann@example.org"
TOML
promise "without the password that it needs, it ends" refused systemctl restart watch907
promise "with code 3, too" is ExecMainStatus 3
promise "and says why" within 5 says 'its password is missing' journalctl -u watch907
mkdir -p /etc/credstore && (umask 077; echo secret >/etc/credstore/smtp-password)
promise "the password comes as a credential" systemctl restart watch907
promise "and it watches" is ActiveState active

# A poll under way, as the source never answers.
sed -i 's|localhost:8907/page.html|127.0.0.1:8908|; s|localhost:8907|127.0.0.1:8908|' $configuration
python3 -c 'import socket, time; s = socket.create_server(("127.0.0.1", 8908)); time.sleep(600)' &
hanging=$!
systemctl reload watch907
promise "a source that never answers is waited for" within 15 says 127.0.0.1:8908 \
    bash -c "nsenter -t $(property MainPID) -n ss -tnp state established"
promise "it stops within 5 s" quick_stop
promise "the database opens in sqlite3 when it has stopped" \
    says 'news\|fine' as reader sqlite3 -readonly $db 'SELECT source, state FROM health'
promise "a member of its group can ask when it has stopped" says 'Required' as reader watch907 status
promise "its log is folded into the database" test ! -s $db-wal
promise "root leaves nothing that it could not write to" says 'belongs to another user' watch907 poll
sed -i '/^\[mail\]/,$d' $configuration
promise "its owner can poll without it" says 'news +feed|news +fine' runuser -u watch907 -- watch907 poll news
promise "everything is its own" says '^0$' bash -c 'find /var/lib/watch907 ! -user watch907 | wc -l'

echo "$failed failed"
exit $((failed > 0))
