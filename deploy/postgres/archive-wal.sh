#!/bin/sh
# PostgreSQL's archive_command: archive-wal.sh <folder> <path of a WAL segment> <its name>. A segment is in the archive only
# complete and synced to disk, and is never overwritten. Without the folder nothing is archived: the first backup creates it.
set -eu
folder=$1 segment=$2 name=$3
[ -d "$folder" ] || exit 0
# A repeated call after a crash: the same segment is archived already, another one under its name is refused.
if [ -f "$folder/$name" ]; then
  cmp -s "$segment" "$folder/$name" || { echo "$folder/$name is another segment; PostgreSQL keeps its own until you move that one" >&2; exit 1; }
  exit 0
fi
umask 077
cp "$segment" "$folder/$name.part"
sync "$folder/$name.part"
mv "$folder/$name.part" "$folder/$name"
sync "$folder"
