/** Which servers are asked is the user's word: no settings that a workspace can have say it. */

import { DidChangeConfigurationNotification } from 'vscode-languageserver/node';
import { expect, test } from 'vitest';
import type { AllowedServers } from '../../server/src/engine/sstate/allowedServers';
import type { AnalysisOptions } from '../../server/src/host/host';
import { ASK_SERVERS_NOTIFICATION } from '../../server/src/protocol/protocol';
import { FakeHost, OWN_OPTIONS, type ClientOptions, TestClient } from './support';

/** What engines were started with, after `act`. */
async function allowed(
  options: ClientOptions,
  act: (client: TestClient) => Promise<void> = () => Promise.resolve(),
): Promise<AllowedServers> {
  const started: AnalysisOptions[] = [];
  const host = new FakeHost();
  const client = await TestClient.start(
    { ...host, startAnalysis: (given, events) => (started.push(given), host.startAnalysis(given, events)) },
    options,
  );
  await expect.poll(() => started.length).toBeGreaterThan(0);
  await act(client);
  await new Promise((resolve) => setTimeout(resolve, 100));
  await client.close();
  return started.at(-1)?.asksServers ?? false;
}

const everywhere = { ...OWN_OPTIONS.sighound, askServers: true };

test('settings say nothing of it, however they come', async () => {
  expect(await allowed({ initializationOptions: { ...OWN_OPTIONS, sighound: everywhere } })).toBe(false);
  expect(
    await allowed({}, (client) =>
      client.connection.sendNotification(DidChangeConfigurationNotification.type, {
        settings: { sighound: everywhere },
      }),
    ),
  ).toBe(false);
});

test('our own client tells what the user has set, and when it changes', async () => {
  expect(await allowed({ initializationOptions: { ...OWN_OPTIONS, askServers: ['hashes.example:8686'] } })).toEqual([
    'hashes.example:8686',
  ]);
  expect(
    await allowed({}, (client) => client.connection.sendNotification(ASK_SERVERS_NOTIFICATION, { servers: true })),
  ).toBe(true);
});

test('any other client is not believed; who starts the server says it', async () => {
  expect(
    await allowed({ servers: false, initializationOptions: { ...OWN_OPTIONS, askServers: true } }, (client) =>
      client.connection.sendNotification(ASK_SERVERS_NOTIFICATION, { servers: true }),
    ),
  ).toBe(false);
  expect(await allowed({ servers: true })).toBe(true);
});
