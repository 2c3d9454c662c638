import { endpoints, openApiDocument, operationNames, routes } from "@afpools/api";

for (const name of operationNames) {
  const { method, path } = endpoints[name];
  console.log(`${method} ${path}: ${routes[name].summary} (${routes[name].needs})`);
}

const { openapi, info } = openApiDocument();
console.log(openapi, info);
