import { z } from "zod";
import { problemSchema } from "./contract.ts";
import { isRepeatable } from "./parameters.ts";
import { type PostRoute, postRoutes } from "./post-routes.ts";
import type { Route } from "./route.ts";

/** The OpenAPI 3.1 document of `routes`, from the very schemas that check requests. */
export function openapiOf(routes: readonly Route[], version: string): object {
  return {
    openapi: "3.1.0",
    info: { title: "Tidemark", version, summary: "Product performance analytics that anyone can run and check." },
    paths: {
      ...Object.fromEntries(routes.map((route) => [route.path, { get: operationOf(route) }])),
      ...Object.fromEntries(postRoutes.map((route) => [route.path, { post: postOperationOf(route) }])),
    },
    components: {
      schemas: {
        Problem: jsonSchemaOf(problemSchema),
        ...Object.fromEntries([...routes, ...postRoutes].map((route) => [route.name, jsonSchemaOf(route.answer)])),
      },
      securitySchemes: { session: { type: "http", scheme: "bearer" } },
    },
  };
}

function postOperationOf({ name, summary, parameters, bodies }: PostRoute): object {
  return {
    operationId: `post${name}`,
    summary,
    parameters: Object.entries(parameters.shape).map(([key, schema]) => parameterOf(key, schema)),
    requestBody: {
      required: true,
      content: Object.fromEntries(
        Object.entries(bodies).map(([type, schema]) => [
          type,
          { schema: schema === "bytes" ? { type: "string", format: "binary" } : jsonSchemaOf(schema) },
        ]),
      ),
    },
    responses: {
      "200": {
        description: "The answer.",
        content: { "application/json": { schema: { $ref: `#/components/schemas/${name}` } } },
      },
      default: {
        description: "Any error.",
        content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
    },
    security: [{ session: [] }],
  };
}

function operationOf(route: Route): object {
  return {
    operationId: `get${route.name}`,
    summary: route.summary,
    parameters: Object.entries(route.parameters.shape).map(([name, schema]) => parameterOf(name, schema)),
    responses: {
      "200": {
        description: "The answer.",
        headers: { ETag: { schema: { type: "string" } } },
        content: { "application/json": { schema: { $ref: `#/components/schemas/${route.name}` } } },
      },
      "304": { description: "What If-None-Match names is still the answer." },
      default: {
        description: "Any error.",
        content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
    },
    ...(route.needsSession ? { security: [{ session: [] }] } : {}),
  };
}

function parameterOf(name: string, schema: z.core.$ZodType): object {
  const { description, ...rest } = jsonSchemaOf(schema);
  const required = !z.safeParse(schema, undefined).success;
  const repeated = isRepeatable(schema) ? { style: "form", explode: true } : {};
  return { name, in: "query", required, ...repeated, description, schema: rest };
}

function jsonSchemaOf(schema: z.core.$ZodType): Readonly<Record<string, unknown>> {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { target: "draft-2020-12", io: "input" });
  return rest;
}
