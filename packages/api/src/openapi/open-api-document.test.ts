import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, it } from "vitest";
import { endpoints } from "../routes/endpoints.js";
import type { Route } from "../routes/route.js";
import { operationNames, routes } from "../routes/routes.js";
import { openApiDocument } from "./open-api-document.js";

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[];
  readonly responses: Readonly<Record<string, unknown>>;
}

type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

describe("the OpenAPI document", () => {
  it("is one by the schema of OpenAPI 3.1", async () => {
    const document = openApiDocument();
    const validator = new Validator();
    const { valid, errors } = await validator.validate(structuredClone(document));
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
    expect(validator.version).toBe("3.1");
  });

  it("has every operation where the client looks for it, with the parameters of its path", () => {
    const paths = openApiDocument().paths as Paths;
    for (const name of operationNames) {
      const { method, path } = endpoints[name];
      const operation = paths[path]?.[method.toLowerCase()];
      expect(operation?.operationId).toBe(name);
      const inPath = operation?.parameters.filter((parameter) => parameter.in === "path");
      expect(inPath?.map((parameter) => `{${parameter.name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
      expect(Object.keys(operation?.responses ?? {})).toContain("result" in routes[name] ? "200" : "204");
    }
  });

  it("says which parameters of a query must be there", () => {
    const paths = openApiDocument().paths as Paths;
    const query = paths["/jobs/{id}/pool"]?.delete?.parameters.filter(
      (parameter) => parameter.in === "query",
    );
    expect(query?.map(({ name, required }) => [name, required])).toEqual([
      ["serial", true],
      ["dryRun", false],
    ]);
  });

  it("says of each writing operation that it takes an Idempotency-Key, or why not", () => {
    const without = operationNames.filter((name) => {
      const { reads, idempotent }: Route = routes[name];
      return endpoints[name].method !== "GET" && !reads && !idempotent;
    });
    expect(without).toEqual(["testSetting", "testHook", "signIn", "signOut"]);
    for (const name of without) {
      const { description = "" }: Route = routes[name];
      expect(description, name).toContain("Takes no `Idempotency-Key`");
    }
  });

  it("refers to the resources by name", () => {
    const { schemas } = openApiDocument().components as { schemas: Record<string, unknown> };
    expect(Object.keys(schemas)).toEqual(
      expect.arrayContaining(["Pool", "Problem", "ServerMessage", "Status"]),
    );
    expect(schemas.ListPoolsResult).toMatchObject({
      properties: { pools: { items: { $ref: "#/components/schemas/Pool" } } },
    });
  });
});
