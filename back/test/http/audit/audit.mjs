// Runs every audit against URL and prints one JSON object: each audit's level, id, outcome.
// Usage: node audit.mjs URL [TOKEN]
import { serverAudits } from 'graphql-http';

const [url, token] = process.argv.slice(2);
const identity = token ? { authorization: `Bearer ${token}` } : {};
const fetchFn = (target, options = {}) =>
  fetch(target, { ...options, headers: { ...options.headers, ...identity } });

async function outcome(audit) {
  const level = audit.name.split(' ')[0];
  try {
    const result = await audit.fn();
    return { id: audit.id, level, name: audit.name, status: result.status, reason: result.reason };
  } catch (failure) {
    return { id: audit.id, level, name: audit.name, status: 'error', reason: String(failure) };
  }
}

const outcomes = [];
for (const audit of serverAudits({ url, fetchFn })) {
  outcomes.push(await outcome(audit));
}
console.log(JSON.stringify(outcomes));
