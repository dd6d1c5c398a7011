# Changes all that before.sh made, and makes a product of the build in $TMPDIR.
echo second > "$INPUTS/word"
echo 'WORD = "second"' > "$INPUTS/word.inc"
touch "$INPUTS/folder/two.txt" "$INPUTS/switch"
mkdir -p "$TMPDIR/made"
touch "$TMPDIR/made/layout"
cd "$INPUTS/tree"
export HOME="$INPUTS" GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_DATE="2026-11-22T12:00:00Z" GIT_COMMITTER_DATE="2026-11-22T12:00:00Z"
echo second > file
git commit --quiet --all --message=second
