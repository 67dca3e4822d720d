// The page: GraphiQL on this service's own API, in the browser's session or with a token in the
// headers editor.
import { GraphiQL } from 'graphiql';
import { setNonce } from 'get-nonce';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import 'graphiql/graphiql.css';
import './main.css';

const API = '/api';
const NO_TOKEN = 'Bearer PUT-YOUR-API-TOKEN-HERE';
const HEADERS = `{\n  "Authorization": "${NO_TOKEN}"\n}`;
const QUERY = `# Where you have signed in with this browser, run this with Ctrl-Enter.
# Otherwise first
# 1. put your API token into the headers below,
# 2. re-fetch the schema with the round arrows: completion, documentation.
{
  me {
    userEmail
  }
}
`;

async function send(parameters, options) {
  const { Authorization: token, ...headers } = options?.headers ?? {};
  // A token wins over the session, and what only stands for one is none.
  if (token !== undefined && token !== NO_TOKEN) headers.Authorization = token;
  const response = await fetch(API, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json', ...headers },
    body: JSON.stringify(parameters),
  });
  return response.json();
}

// Styles that are made while the page runs bear the nonce of its policy.
setNonce(document.querySelector('meta[name="csp-nonce"]').content);
createRoot(document.getElementById('graphiql')).render(
  createElement(GraphiQL, {
    fetcher: send,
    defaultHeaders: HEADERS,
    defaultQuery: QUERY,
    defaultEditorToolsVisibility: 'headers',
    shouldPersistHeaders: false,
  }),
);
