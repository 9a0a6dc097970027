-- Load for wrk: random users, random tasks, one of five operations.
-- Arguments after `--`: operation, file of tokens (one per line), tasks of each user.
-- The address of a task follows from the numbers of its user and itself: see bench/population.py.

local tokens, tasks, operation = {}, 0, ""
local body = '{"title": "Buy oat milk and bread", "priority": "medium", '
  .. '"description": "The small shop at the corner closes at six on Saturdays", '
  .. '"due_date": "2030-02-10T09:30:00Z"}'

local function head(method, path, token)
  return method .. " " .. path .. " HTTP/1.1\r\nHost: localhost\r\n"
    .. "Authorization: Bearer " .. token .. "\r\n"
end

local function task_path(user)
  local task = math.random(0, tasks - 1)
  return string.format(
    "/api/tasks/01900000-%04x-7%03x-8000-%012x", user, task, user * 4096 + task)
end

local operations = {}

function operations.list(_, token)
  return head("GET", "/api/tasks?status=pending&sort=due_date", token) .. "\r\n"
end

function operations.get(user, token)
  return head("GET", task_path(user), token) .. "\r\n"
end

function operations.create(_, token)
  return head("POST", "/api/tasks", token)
    .. "Content-Type: application/json\r\nContent-Length: " .. #body .. "\r\n\r\n" .. body
end

function operations.toggle(user, token)
  return head("PATCH", task_path(user) .. "/complete", token) .. "Content-Length: 0\r\n\r\n"
end

function operations.mix(user, token)
  local lot = math.random(1, 10)
  local chosen = lot <= 6 and "list" or lot <= 8 and "get" or lot <= 9 and "create" or "toggle"
  return operations[chosen](user, token)
end

function init(args)
  operation, tasks = args[1], tonumber(args[3])
  for token in io.lines(args[2]) do
    tokens[#tokens + 1] = token
  end
  math.randomseed(os.time())
end

function request()
  local user = math.random(1, #tokens)
  return operations[operation](user, tokens[user])
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    'RESULT {"requests": %d, "microseconds": %d, "bytes": %d, "errors": %d, '
      .. '"p50": %d, "p95": %d, "p99": %d}\n',
    summary.requests, summary.duration, summary.bytes,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(50), latency:percentile(95), latency:percentile(99)))
end
