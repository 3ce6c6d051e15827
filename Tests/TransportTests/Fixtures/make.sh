#!/bin/sh
# Makes the certificates that CertificateTests shows and trusts. The keys are for tests on the loopback only; the
# authorities' own are thrown away. Run it in this directory.
set -eu
first=20200101000000Z
last=21200101000000Z

key_and_request() { # NAME COMMON-NAME
    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$2" \
        -keyout "$1.key" -out "$1.csr.tmp"
}

authority() { # NAME
    key_and_request "$1" "Stacktail test $1"
    printf 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n' > "$1.ext.tmp"
    openssl ca -batch -notext -config ca.conf.tmp -selfsign -keyfile "$1.key" -in "$1.csr.tmp" \
        -extfile "$1.ext.tmp" -startdate "$first" -enddate "$last" -out "$1.pem"
}

server() { # NAME SUBJECT-ALTERNATIVE-NAME LAST-DAY
    key_and_request "$1" "$1"
    printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth\n' "$2" > "$1.ext.tmp"
    openssl ca -batch -notext -config ca.conf.tmp -cert authority.pem -keyfile authority.key -in "$1.csr.tmp" \
        -extfile "$1.ext.tmp" -startdate "$first" -enddate "$3" -out "$1.pem"
}

mkdir new.tmp
: > index.tmp
echo 01 > serial.tmp
cat > ca.conf.tmp <<'CONF'
[ca]
default_ca = here
[here]
dir = .
database = index.tmp
serial = serial.tmp
new_certs_dir = new.tmp
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
CONF
authority authority
authority stranger
server good IP:127.0.0.1,DNS:localhost "$last"
server misnamed DNS:other.example.com "$last"
server expired IP:127.0.0.1 20210101000000Z
rm -rf authority.key stranger.key ./*.tmp index.tmp.* serial.tmp.*
