// Listens for the keys of dashboard/parts/keyboard.py and keeps the person's name in a cookie. One listener per page.
let listening
let turns = 0
let actedAt = -Infinity
let hasRunSince = true
const SETTLES_MS = 250
const ANSWERS_MS = 1000

export default function ({ data }) {
  listening?.abort()
  listening = new AbortController()
  document.addEventListener("keydown", (event) => pressed(event, data.shortcuts), { signal: listening.signal })
  const runs = new MutationObserver(() => { hasRunSince ||= isRunning() })
  runs.observe(document.documentElement, { subtree: true, attributeFilter: ["data-test-script-state"] })
  listening.signal.addEventListener("abort", () => runs.disconnect())
  document.documentElement.dataset.keyboard = "ready"
  remember(data.cookie)
  return () => listening.abort()
}

function pressed(event, shortcuts) {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
  if (isTyping(event.target)) {
    if (event.key === "Escape") event.target.blur()
    return
  }
  if (document.querySelector('[data-testid="stDialog"]')) return
  const targets = shortcuts[event.key.length === 1 ? event.key.toLowerCase() : event.key]
  if (!targets) return
  event.preventDefault()
  const turn = ++turns
  soon(turn, (isLast) => {
    if (isAtWork() && !isLast) return false
    const target = targets.find((one) => reached(one) !== null)
    if (!target) return false
    act(target.does, reached(target))
    if (target.then.length) soon(turn, () => target.then.some(focused))
    return true
  })
}

// A page that is still being drawn, or a popover that opens, may have the element in a moment; the next key ends the wait.
function soon(turn, attempt, left = 100) {
  if (turn === turns && !attempt(left === 0) && left > 0) setTimeout(() => soon(turn, attempt, left - 1), 50)
}

// While the page runs, and until it begins to, it still shows what was there before the last key: the next one is for
// what comes. A choice is told to the app some moments after it shows.
function isAtWork() {
  const elapsed = performance.now() - actedAt
  return isRunning() || elapsed < SETTLES_MS || (!hasRunSince && elapsed < ANSWERS_MS)
}

function isRunning() {
  const state = document.querySelector("[data-test-script-state]")?.dataset.testScriptState
  return state === "running" || state === "rerunRequested"
}

function isTyping(element) {
  if (element.isContentEditable || ["TEXTAREA", "SELECT"].includes(element.tagName)) return true
  return element.tagName === "INPUT" && !["checkbox", "radio", "button"].includes(element.type)
}

function container(given) {
  const address = new URLSearchParams(location.search)
  const key = given.replace(/\{(\w+)\}/g, (_, name) => address.get(name) ?? "")
  const name = `st-key-${key.replace(/[^a-zA-Z0-9_-]/g, "-")}`
  return document.querySelector(key.endsWith("_") ? `[class*="${name}"]` : `.${name}`)
}

function reached(target) {
  const found = container(target.key)
  if (!found) return null
  if (target.does === "step") return nextOption(found)
  const element = found.querySelector(target.does === "focus" ? "input, textarea" : "button, input")
  return element && !element.disabled ? element : null
}

function nextOption(found) {
  const options = [...found.querySelectorAll("button, [role=radio]")]
  const current = options.findIndex((one) => one.ariaChecked === "true" || one.ariaPressed === "true" || one.getAttribute("kind")?.endsWith("Active") || "selected" in one.dataset)
  return options[(current + 1) % options.length] ?? null
}

function act(does, element) {
  if (does !== "focus") {
    actedAt = performance.now()
    hasRunSince = false
    return element.click()
  }
  element.focus()
  element.select?.()
}

function focused(key) {
  const found = container(key)?.querySelector("button:not([disabled]), input")
  found?.focus()
  return Boolean(found)
}

function remember({ name, value }) {
  const age = value ? 31536000 : 0
  document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=${age}; samesite=strict`
}
