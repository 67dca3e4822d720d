// The page: GraphiQL on this service's own API, with a token in the headers editor.
import { GraphiQL } from 'graphiql';
import { setNonce } from 'get-nonce';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import 'graphiql/graphiql.css';
import './main.css';

const API = '/api';
const HEADERS = '{\n  "Authorization": "Bearer PUT-YOUR-API-TOKEN-HERE"\n}';
const QUERY = `# 1. Put your API token into the headers below.
# 2. Re-fetch the schema with the round arrows: completion, documentation.
# 3. Run this with Ctrl-Enter.
{
  me {
    userEmail
  }
}
`;

async function send(parameters, options) {
  const response = await fetch(API, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json', ...options?.headers },
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
