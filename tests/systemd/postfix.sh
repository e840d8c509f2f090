#!/usr/bin/env bash
# A real Postfix on port 2587 of loopback, to which mail goes only encrypted (STARTTLS) and only after
# logging in, as `alerts` with the password `s3cret`. What it takes lands in FOLDER/mail/all/new.
# Its certificate is signed by an authority that this machine trusts from then on.
#
#     postfix.sh FOLDER       # started; `postfix -c FOLDER/conf stop` stops it
set -euo pipefail
folder=$1
mkdir -p "$folder"/{conf,queue,data,mail,tls}
chmod 755 "$folder"

cd "$folder/tls"
key=(-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes)
openssl req -x509 "${key[@]}" -days 30 -subj /CN=test -keyout ca.key -out ca.pem \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign
openssl req "${key[@]}" -subj /CN=localhost -keyout server.key -out server.csr
openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -out server.pem \
    -extfile <(printf 'subjectAltName=DNS:localhost\nextendedKeyUsage=serverAuth\nbasicConstraints=CA:FALSE')
install -m 644 ca.pem /usr/local/share/ca-certificates/watch907-test.crt
update-ca-certificates

printf s3cret | saslpasswd2 -p -c -u localhost alerts
chgrp postfix /etc/sasldb2
chmod 640 /etc/sasldb2
mkdir -p /etc/postfix/sasl
printf 'pwcheck_method: auxprop\nauxprop_plugin: sasldb\nmech_list: PLAIN LOGIN\n' >/etc/postfix/sasl/smtpd.conf

cat >"$folder/conf/main.cf" <<CF
compatibility_level = 3.6
myhostname = localhost
mydestination =
queue_directory = $folder/queue
data_directory = $folder/data
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
maillog_file = $folder/log
maillog_file_prefixes = $folder
virtual_mailbox_domains = regexp:$folder/conf/domains
virtual_mailbox_maps = regexp:$folder/conf/boxes
virtual_mailbox_base = $folder/mail
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
virtual_minimum_uid = 100
virtual_transport = virtual
smtpd_tls_cert_file = $folder/tls/server.pem
smtpd_tls_key_file = $folder/tls/server.key
smtpd_sasl_path = smtpd
smtpd_sasl_local_domain = localhost
smtpd_peername_lookup = no
CF
echo '/./ ok' >"$folder/conf/domains"
echo '/./ all/' >"$folder/conf/boxes"
cp /etc/postfix/master.cf.proto "$folder/conf/master.cf" 2>/dev/null ||
    cp /usr/share/postfix/master.cf.dist "$folder/conf/master.cf"
# Its usual port is left to others, and nothing is run in a chroot.
sed -i -E '/^smtp +inet/d; s/^([a-z]+ +(unix|fifo|unix-dgram) +[-yn]+ +[-yn?]+ +)y/\1n/' "$folder/conf/master.cf"
cat >>"$folder/conf/master.cf" <<'CF'
127.0.0.1:2587 inet n - n - - smtpd
  -o smtpd_tls_security_level=encrypt
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
  -o smtpd_recipient_restrictions=permit_sasl_authenticated,reject
CF
chown postfix "$folder/data"
chown 65534:65534 "$folder/mail"
postfix -c "$folder/conf" start
