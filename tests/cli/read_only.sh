#!/bin/sh
# Runs a command as a service or a container runs it: as nobody, in a root that is read only, with one folder of its
# own and an empty /tmp. Nothing of this stays: the mounts go with the command. Needs to be started as root.
#
#   read_only.sh ROOT HOME PATH... -- COMMAND...
#
# ROOT is an empty folder; HOME is bound to /var/lib/answerable; each PATH stands where it stands here.
set -eu
if [ "${INSIDE:-}" != 1 ]; then
    exec env INSIDE=1 unshare --mount --pid --fork --kill-child=KILL "$0" "$@"
fi
root=$1 home=$2
shift 2
mount --make-rprivate /
mount -t tmpfs -o mode=0755 tmpfs "$root"

shown() {
    mkdir -p "$root$1"
    mount --bind "$1" "$root$1"
    mount -o remount,bind,ro "$root$1"
}

mkdir "$root/tmp"
mount -t tmpfs -o mode=1777,size=512m tmpfs "$root/tmp"
shown /usr
shown /etc
for each in bin sbin lib lib64; do
    if [ -L "/$each" ]; then cp -P "/$each" "$root/$each"; elif [ -d "/$each" ]; then shown "/$each"; fi
done
while [ "$1" != -- ]; do
    shown "$1"
    shift
done
shift
mkdir -p "$root/proc" "$root/dev" "$root/var/lib/answerable"
mount -t proc -o hidepid=invisible proc "$root/proc"
for each in null zero random urandom; do
    touch "$root/dev/$each"
    mount --bind "/dev/$each" "$root/dev/$each"
done
mount --bind "$home" "$root/var/lib/answerable"
mount -o remount,ro "$root"
exec chroot "$root" setpriv --reuid 65534 --regid 65534 --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all \
    env -i PATH=/usr/bin:/bin ANSWERABLE_HOME=/var/lib/answerable LANG=C.UTF-8 ${EXTRA:-} "$@"
