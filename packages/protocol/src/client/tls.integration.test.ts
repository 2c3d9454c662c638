import { AfpoolsError } from "@afpools/core";
import { expect, test, vi } from "vitest";
import { encodeError } from "../response/encode-response.js";
import { answers } from "../testing/answers.js";
import {
  authority,
  clientCertificate,
  clientKey,
  serverCertificate,
  serverKey,
} from "../testing/certificates.js";
import { expectCommand, type RequestListener } from "../testing/test-server.js";
import { withServer } from "../testing/with-server.js";
import { createPoolClient } from "./pool-client.js";

const serverTls = { cert: serverCertificate, key: serverKey };

const answer: RequestListener = (request, connection) => {
  const command = expectCommand(request);
  connection.answer(command, answers[command.command]);
};

test.each([false, true])("calls go over TLS, keep: %s", async (keep) => {
  const { client } = await withServer(answer, { keep, tls: { ca: authority } }, serverTls);
  expect(await client.hello()).toEqual(answers.HELLO);
  expect((await client.pools()).pools).toHaveLength(1);
});

test("a certificate by an authority that is not known is refused", async () => {
  const { client } = await withServer(answer, { tls: {} }, serverTls);
  await expect(client.hello()).rejects.toMatchObject({
    code: "SERVER_UNREACHABLE",
    message: expect.stringContaining("its certificate is not accepted (UNABLE_TO_VERIFY_LEAF_SIGNATURE"),
  });
});

test("verification is not turned off by the environment, nor by options that the types do not have", async () => {
  vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
  const tls = { servername: "localhost", rejectUnauthorized: false };
  const { client } = await withServer(answer, { tls }, serverTls);
  await expect(client.hello()).rejects.toMatchObject({ code: "SERVER_UNREACHABLE" });
  vi.unstubAllEnvs();
});

test("a certificate for another name is refused, unless that name is the one to expect", async () => {
  const withName = async (servername: string) => {
    const { client } = await withServer(answer, { tls: { ca: authority, servername } }, serverTls);
    return client.hello();
  };
  await expect(withName("other.test")).rejects.toThrow("ERR_TLS_CERT_ALTNAME_INVALID");
  expect(await withName("pools.test")).toEqual(answers.HELLO);
});

test("the client shows its own certificate to a server that wants one", async () => {
  const { client, port } = await withServer(
    answer,
    { tls: { ca: authority, cert: clientCertificate, key: clientKey } },
    { ...serverTls, ca: authority, requestCert: true, rejectUnauthorized: true },
  );
  expect(await client.hello()).toEqual(answers.HELLO);
  const nameless = createPoolClient({ host: "127.0.0.1", port, tls: { ca: authority } });
  await expect(nameless.hello()).rejects.toMatchObject({ code: "SERVER_UNREACHABLE" });
});

const refusal = encodeError(null, new AfpoolsError("MALFORMED_MESSAGE", "A message cannot be read."));

test("TLS to a server without it fails and says so", async () => {
  const { client } = await withServer((_, { socket }) => void socket.end(refusal), {
    tls: { ca: authority },
  });
  await expect(client.hello()).rejects.toMatchObject({
    code: "SERVER_UNREACHABLE",
    message: expect.stringContaining("TLS failed"),
  });
});

test("a certificate that cannot be read is the caller's mistake", async () => {
  const { client } = await withServer(answer, { tls: { cert: "no certificate" } });
  await expect(client.hello()).rejects.toMatchObject({
    code: "INVALID_ARGUMENT",
    message: expect.stringContaining("The TLS settings cannot be used"),
  });
});
