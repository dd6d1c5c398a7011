/** Only the user decides which servers the engine asks: no setting that a workspace can contain decides it. */

import { DidChangeConfigurationNotification } from 'vscode-languageserver/node';
import { expect, test } from 'vitest';
import type { AllowedServers } from '../../server/src/engine/sstate/allowedServers';
import type { AnalysisOptions } from '../../server/src/platform/platform';
import { ASK_SERVERS_NOTIFICATION } from '../../server/src/protocol/protocol';
import { FakePlatform, OWN_OPTIONS, type ClientOptions, TestClient } from './support';

/** The `askServers` options with which engines are started after `act`. */
async function allowed(
  options: ClientOptions,
  act: (client: TestClient) => Promise<void> = () => Promise.resolve(),
): Promise<AllowedServers> {
  const started: AnalysisOptions[] = [];
  const host = new FakePlatform();
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

test('settings of the workspace do not permit servers, however they arrive', async () => {
  expect(await allowed({ initializationOptions: { ...OWN_OPTIONS, sighound: everywhere } })).toBe(false);
  expect(
    await allowed({}, (client) =>
      client.connection.sendNotification(DidChangeConfigurationNotification.type, {
        settings: { sighound: everywhere },
      }),
    ),
  ).toBe(false);
});

test("our own client sends the user's choice, and later changes of it", async () => {
  expect(await allowed({ initializationOptions: { ...OWN_OPTIONS, askServers: ['hashes.example:8686'] } })).toEqual([
    'hashes.example:8686',
  ]);
  expect(
    await allowed({}, (client) => client.connection.sendNotification(ASK_SERVERS_NOTIFICATION, { servers: true })),
  ).toBe(true);
});

test('any other client has no say; the process that starts the server decides', async () => {
  expect(
    await allowed({ servers: false, initializationOptions: { ...OWN_OPTIONS, askServers: true } }, (client) =>
      client.connection.sendNotification(ASK_SERVERS_NOTIFICATION, { servers: true }),
    ),
  ).toBe(false);
  expect(await allowed({ servers: true })).toBe(true);
});
