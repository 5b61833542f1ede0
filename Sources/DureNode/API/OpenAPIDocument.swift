package import DureCore

/// The OpenAPI 3.1 document of the management API, made from the operations themselves.
package enum OpenAPIDocument {
    /// Where the operations lie.
    package static let base = "/api/v1"

    /// The document, in a reader's language.
    ///
    /// - Parameter version: The program's version.
    package static func json(version: String, _ language: Language) -> JSONValue {
        var paths: [String: [String: JSONValue]] = [:]
        for operation in Operation.all {
            paths[base + operation.path, default: [:]][operation.method.rawValue.lowercased()] =
                entry(operation, language)
        }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": .string(APIPhrases.title.text(language)), "version": .string(version),
                "description": .string(APIPhrases.about.text(language)),
            ],
            "paths": .object(paths.mapValues { .object($0) }),
            "security": [["token": []]],
            "components": [
                "securitySchemes": ["token": ["type": "http", "scheme": "bearer"]],
                "schemas": ["Problem": Problem.schema.json],
            ],
        ]
    }

    private static func entry(_ operation: Operation, _ language: Language) -> JSONValue {
        let roles = operation.roles.map(\.rawValue).sorted()
        var entry: [String: JSONValue] = [
            "operationId": .string(operation.id),
            "summary": .string(operation.summary.text(language)),
            "description": .string(
                APIPhrases.rolesOf.text(language, ["roles": roles.joined(separator: ", ")])),
            "responses": .object(responses(operation, language)),
        ]
        if !operation.parameters.isEmpty {
            entry["parameters"] = .array(
                operation.parameters.map { parameter in
                    [
                        "name": .string(parameter.name), "in": .string(parameter.place.rawValue),
                        "required": .bool(parameter.place == .path),
                        "schema": parameter.schema.json,
                        "description": .string(parameter.about.text(language)),
                    ]
                })
        }
        if let body = operation.body {
            entry["requestBody"] = [
                "required": true,
                "content": ["application/json": ["schema": body.json]],
            ]
        }
        return .object(entry)
    }

    private static func responses(
        _ operation: Operation, _ language: Language
    ) -> [String: JSONValue] {
        var responses: [String: JSONValue] = [
            "200": [
                "description": .string(APIPhrases.done.text(language)),
                "content": ["application/json": ["schema": operation.answer.json]],
            ]
        ]
        for status in Problem.Status.allCases {
            responses["\(status.rawValue)"] = [
                "description": .string(status.phrase.text(language)),
                "content": [
                    "application/problem+json": [
                        "schema": ["$ref": "#/components/schemas/Problem"]
                    ]
                ],
            ]
        }
        return responses
    }
}
