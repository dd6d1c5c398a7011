# Makes what the recipes read, in $INPUTS.
mkdir -p "$INPUTS/folder" "$INPUTS/tree"
echo first > "$INPUTS/word"
echo 'WORD = "first"' > "$INPUTS/word.inc"
touch "$INPUTS/folder/one.txt"
cd "$INPUTS/tree"
export HOME="$INPUTS" GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_DATE="2026-11-21T12:00:00Z" GIT_COMMITTER_DATE="2026-11-21T12:00:00Z"
git init --quiet --initial-branch=main
git config user.name Somebody
git config user.email somebody@example.org
echo first > file
git add file
git commit --quiet --message=first
git tag v1
