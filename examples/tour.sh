#!/usr/bin/env bash
# The tour of the README, walked on a running server: start one with `make run`, then run this.
# Another address: TASKLARK_URL=http://localhost:9000 examples/tour.sh
set -eu
cd "$(dirname "${BASH_SOURCE[0]}")/.."
TASKLARK_URL=${TASKLARK_URL:-http://localhost:8000}

echo "Sign up, and sign in:"
curl -fsS $TASKLARK_URL/api/auth/sign-up -H 'Content-Type: application/json' \
  -d '{"email": "ada@example.org", "name": "Ada", "password": "larch kettle sonnet buoy"}'

TOKEN=$(curl -fsS $TASKLARK_URL/api/auth/token -H 'Content-Type: application/json' \
  -d '{"email": "ada@example.org", "password": "larch kettle sonnet buoy"}' \
  | python3 -c 'import json, sys; print(json.load(sys.stdin)["access_token"])')

printf '\n\nBring tasks along:\n'
.venv/bin/tasklark import examples/todo.txt --account ada@example.org

printf '\nList what is to be done, the soonest first:\n'
curl -fsS "$TASKLARK_URL/api/tasks?status=pending&sort=due_date" -H "Authorization: Bearer $TOKEN" \
  | python3 -m json.tool --no-ensure-ascii

printf '\nMake a task, and tick it off:\n'
TASK=$(curl -fsS $TASKLARK_URL/api/tasks -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \
  -d '{"title": "Walk through the tour", "priority": "high", "due_date": "2030-02-10"}' \
  | python3 -c 'import json, sys; print(json.load(sys.stdin)["id"])')

curl -fsS -X PATCH $TASKLARK_URL/api/tasks/$TASK/complete -H "Authorization: Bearer $TOKEN"

printf '\n\nNow open %s/docs in a browser.\n' "$TASKLARK_URL"
