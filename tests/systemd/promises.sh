#!/usr/bin/env bash
# The service under a real systemd: installs the package and checks what README.md promises of it.
# It changes the system that it runs on, and `run` boots one for it that is thrown away.
#
#     promises.sh FOLDER      # with old.deb, new.deb and postfix.sh
set -uo pipefail
[ $# = 1 ] || { echo "usage: $0 FOLDER" >&2; exit 2; }
packages=$(realpath "$1")

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
same() { [ "$1" = "$2" ] || { echo "$1"; echo "is not $2"; return 1; }; }
refused() { ! "$@"; }
as() { runuser -u "$1" -- "${@:2}"; }
log() { journalctl -u watch907 --output cat "$@"; }
# systemd counts restarts just before it starts anew.
restarted() { within "$2" is_now NRestarts "$1"; }
mode() { says "^$2\$" stat -c %a:%U:%G "$1"; }
number() { sqlite3 -readonly $db "$1"; }
quick_stop() {
    local from
    from=$(date +%s%N)
    systemctl stop watch907 && is Result success
    echo "took $((($(date +%s%N) - from) / 1000000)) ms"
    (($(date +%s%N) - from < 5000000000))
}
# The mails on a subject that the mail server has taken.
mails() { grep -ls "^Subject: .*$1" "$post"/mail/all/new/* | wc -l; }
mails_are() { same "$(mails "$1")" "$2"; }
others_files() { find /var/lib/watch907 /run/watch907 ! -user watch907 2>/dev/null; }
# One entry more in the feed, the newest first.
publish() { # NUMBER
    sed -i "s|^</channel>|<item><guid>$1</guid><title>Section 907 waiver debated in Baku, day $1</title><link>http://127.0.0.1:8907/$1</link></item>\n&|" "$site/feed.xml"
}

db=/var/lib/watch907/watch907.db
configuration=/etc/watch907/config.toml
export DEBIAN_FRONTEND=noninteractive
id stranger >/dev/null 2>&1 || useradd stranger
# Shorter than in the field, so that several periods pass here.
mkdir -p /etc/systemd/system/watch907.service.d
printf '[Service]\nWatchdogSec=4s\n' >/etc/systemd/system/watch907.service.d/test.conf

# Two sources and a mail server, all on loopback.
site=$(mktemp -d)
post=/srv/post
printf '<rss version="2.0"><channel><title>News</title><link>http://127.0.0.1:8907/</link>\n</channel></rss>\n' >"$site/feed.xml"
publish 1
echo '<html><title>Page</title><body><p>Section 907</p></body></html>' >"$site/page.html"
python3 -m http.server --bind 127.0.0.1 --directory "$site" 8907 >/dev/null 2>&1 &
serving=$!
hanging=
trap 'kill $serving $hanging; rm -rf "$site"' EXIT

echo "-- installed"
promise "the package is installed" dpkg --install "$packages/old.deb"
promise "it is started as it is" within 20 says 'sources, .* failing' property StatusText
promise "and says that it tells nobody" says 'No mail leaves this machine' watch907 status
promise "and does not start again and again" is NRestarts 0
promise "it is started with the machine" systemctl is-enabled watch907
promise "the unit has no mistakes" bash -c '! systemd-analyze verify --man=no watch907.service 2>&1 | grep .'
promise "it is shut in: exposure of 1.1 at most" systemd-analyze security --offline=yes --threshold=11 \
    /usr/lib/systemd/system/watch907.service
promise "its configuration is its group's to read" mode $configuration 640:root:watch907
promise "its configuration is a conffile" says "^ $configuration " dpkg-query --show --showformat '${Conffiles}\n' watch907
promise "it has manuals" man --where watch907 watch907-status watch907-poll
promise "it has completions" bash -c '. /usr/share/bash-completion/completions/watch907 && complete -p watch907'
useradd --groups watch907 reader

cat >>$configuration <<'TOML'
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
# Keys of the file as a whole stand above its sections.
sed -i 's/^\[fetch\]$/built_in.sources = false\n&\nhost_delay = "0s"/' $configuration

echo "-- watching"
promise "it takes a configuration" systemctl reload watch907
promise "it runs under a filter of system calls" says 'Seccomp:\s+2' cat "/proc/$(property MainPID)/status"
promise "it has no capability" says 'CapBnd:\s+0+$' cat "/proc/$(property MainPID)/status"
promise "it leaves no core" says 'Max core file size +0 +0' cat "/proc/$(property MainPID)/limits"
promise "nobody but root looks into its memory" says '^root$' stat -c %U "/proc/$(property MainPID)/mem"
promise "it shuts itself in, too" within 5 says 'Landlock lets us write to' log
promise "it polls" within 10 says 'news +feed +yes +fine' watch907 sources
promise "its folder is its group's to read" mode /var/lib/watch907 750:watch907:watch907
promise "its database is its group's to read" mode $db 640:watch907:watch907
promise "its socket is its group's to use" mode /run/watch907/control.sock 660:watch907:watch907
promise "the journal has fields" within 5 says '"SOURCE":"news"' journalctl -u watch907 -o json

echo "-- asking"
promise "a member of its group can ask" says 'Required: 1 of 1 fresh' as reader watch907 status
promise "a member of its group can check" says 'configuration is right' as reader watch907 check
promise "a member of its group can have it poll" says 'news +fine +nothing new' as reader watch907 poll news
promise "the database opens in sqlite3 while it runs" \
    says 'news\|fine' as reader sqlite3 -readonly $db 'SELECT source, state FROM health'
promise "others can't ask" says 'Permission denied' as stranger watch907 status
promise "others can't have it poll" says 'Permission denied' as stranger watch907 poll
promise "others can't read its configuration" says 'Permission denied' as stranger cat $configuration
ask_all() {
    local asked
    for asked in status check sources changes news search\ waiver history outbox\ --all claims verify export \
        report\ -o\ /root/report.html; do
        watch907 $asked >/dev/null || { echo "$asked: $?"; return 1; }
    done
}
promise "root can ask all that there is" ask_all
promise "and leaves nothing of its own" same "$(others_files)" ""

echo "-- started anew"
pid=$(property MainPID)
sleep 13
promise "its watchdog is fed" is MainPID "$pid"
kill -STOP "$pid"
promise "where it is stuck it is ended and started anew" restarted 1 15
promise "and for that reason" says 'Watchdog timeout' journalctl -u watch907
promise "and leaves no core" same "$(find /var/lib/systemd/coredump /var/crash /var/lib/watch907 -type f -name '*core*' 2>/dev/null)" ""
kill -KILL "$(property MainPID)"
promise "killed, it is back within 3 s" restarted 2 3
promise "its status is a line on how things are" within 10 says '2 sources, 0 failing' property StatusText

echo "-- configured"
sed -i 's/localhost:8907\/page.html"/&\nname = "Renamed"/' $configuration
promise "reload reads the configuration again" systemctl reload watch907
promise "and shows it" says '"name": "Renamed"' watch907 sources --json
echo 'nonsense = 1' >>$configuration
promise "a reload with a mistake fails" refused systemctl reload watch907
promise "and names it" within 5 says 'config.toml:.*nonsense' log
promise "and goes on as before" is ActiveState active
promise "started with a mistake, it ends" refused systemctl restart watch907
promise "with code 3" is ExecMainStatus 3
sleep 3
promise "and does not try again" is ActiveState failed
sed -i '/nonsense/d' $configuration
sed -i 's|^\[fetch\]|report.path = "/srv/elsewhere"\n&|' $configuration
promise "a folder that the unit does not open is named by the service" within 5 systemctl restart watch907
promise "and stops nothing" within 10 says 'not up to date.*/srv/elsewhere' log
sed -i '/^report.path/d' $configuration

echo "-- mail"
promise "without a credential it runs" systemctl restart watch907
cat >>$configuration <<'TOML'
[[subscriber]]
address = "ann@example.org"
tell = { item = "at_once" }
TOML
sed -i 's/^\[mail\]$/&\nserver = "localhost"\nport = 2587\nuser = "alerts"\nretry_first = "1s"\nretry_ceiling = "2s"/' $configuration
promise "without the password that it needs, it ends" refused systemctl restart watch907
promise "with code 3, too" is ExecMainStatus 3
promise "and says why" within 5 says 'its password is missing' log
promise "the folder of credentials is root's alone" mode /etc/credstore 700:root:root
(umask 077; echo s3cret >/etc/credstore/smtp-password)
promise "a mail server runs" bash "$packages/postfix.sh" $post
promise "the password comes as a credential" systemctl restart watch907
promise "and it watches" is ActiveState active
publish 2
promise "it is told of news" says 'news +fine +1 change' as reader watch907 poll news
promise "a mail is delivered" within 10 mails_are 'day 2' 1
promise "it was encrypted, and we had logged in" says 'with ESMTPSA' cat "$post"/mail/all/new/*
promise "the password stands in no file of the service" \
    refused grep -rs s3cret /var/lib/watch907 /run/watch907 /var/log/journal /run/log/journal
promise "a test mail is sent as the README says" \
    systemd-run --quiet --pipe --wait -p User=watch907 -p LoadCredential=smtp-password watch907 test-mail

echo "-- nothing is lost"
postfix -c $post/conf stop >/dev/null 2>&1
publish 3
as reader watch907 poll news >/dev/null 2>&1
promise "without the server a mail waits" within 5 says 'day 3' watch907 outbox
kept=$(number 'SELECT count(*), max(id) FROM snapshots')
promise "it is started anew" systemctl restart watch907
promise "the mail still waits" says 'day 3' watch907 outbox
promise "what was received is still there" same "$(number "SELECT count(*), max(id) FROM snapshots WHERE id <= ${kept#*|}")" "$kept"
postfix -c $post/conf start >/dev/null 2>&1
promise "the mail is delivered once the server is back" within 20 mails_are 'day 3' 1
as reader watch907 poll >/dev/null 2>&1
promise "and none is sent twice" same "$(mails 'day 2') $(mails 'day 3')" "1 1"

echo "-- stopped"
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
promise "root can ask when it has stopped" ask_all
promise "root leaves nothing that it could not write to" says 'belongs to another user' watch907 poll
promise "its owner can poll without it" says 'news +feed|news +fine' \
    systemd-run --quiet --pipe --wait -p User=watch907 -p LoadCredential=smtp-password watch907 poll news
promise "everything is its own" same "$(others_files)" ""

echo "-- a damaged database"
cp -a $db $db.whole
printf 'this is no database' | dd of=$db bs=1 conv=notrunc status=none
promise "with a file that is no database it does not get ready" refused systemctl start watch907
promise "and says so" within 5 says 'damaged|not a database' log --lines 20
systemctl stop watch907
cp -a $db.whole $db
rm -f $db-wal $db-shm
# Of the pages in the middle none is as SQLite left it.
dd if=/dev/urandom of=$db bs=16k seek=5 count=20 conv=notrunc status=none
systemctl start watch907 >/dev/null 2>&1
promise "damage within ends it before it watches" within 5 says 'failed to use the database.*damaged|failed to open .*damaged' log --lines 20
systemctl stop watch907
cp -a $db.whole $db
rm -f $db.whole $db-wal $db-shm
systemctl reset-failed watch907
promise "with the whole one it watches again" systemctl start watch907

echo "-- upgraded, removed, purged"
settings=$(md5sum <$configuration)
kept=$(number 'SELECT count(*), max(id) FROM snapshots')
pid=$(property MainPID)
promise "it is upgraded" dpkg --install "$packages/new.deb"
promise "the new program runs" within 5 bash -c "[ \$(systemctl show watch907 -p MainPID --value) != $pid ] && systemctl is-active watch907"
promise "the configuration is as it was" same "$(md5sum <$configuration)" "$settings"
promise "and its group's to read" mode $configuration 640:root:watch907
promise "what was received is still there" same "$(number "SELECT count(*), max(id) FROM snapshots WHERE id <= ${kept#*|}")" "$kept"
promise "and everything its own" same "$(others_files)" ""
echo 'nonsense = 1' >>$configuration
promise "with a configuration that is wrong it is installed all the same" dpkg --install "$packages/new.deb"
promise "it ended, with code 3" is ExecMainStatus 3
sleep 3
promise "and does not try again" is ActiveState failed
sed -i '/nonsense/d' $configuration
promise "put right, it starts" systemctl start watch907
promise "it is removed" dpkg --remove watch907
promise "and stopped" refused systemctl is-active watch907
promise "its database stays" as reader sqlite3 -readonly $db 'SELECT 1 FROM health'
promise "its configuration stays" same "$(md5sum <$configuration)" "$settings"
promise "installed again it goes on" dpkg --install "$packages/new.deb"
promise "with what it had" same "$(number "SELECT count(*), max(id) FROM snapshots WHERE id <= ${kept#*|}")" "$kept"
promise "and watches" within 5 says '^active$' systemctl is-active watch907
promise "it is purged" dpkg --purge watch907
promise "its database is gone" test ! -e /var/lib/watch907
promise "its configuration is gone" test ! -e /etc/watch907
promise "its user stays, so that nobody gets its number" id watch907
promise "the password stays the administrator's" test -s /etc/credstore/smtp-password

echo "$failed failed"
exit $((failed > 0))
