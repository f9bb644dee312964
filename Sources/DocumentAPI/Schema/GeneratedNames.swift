import Documents

/// The names of what is generated from a model.
enum GeneratedNames {
  /// The names that do not depend on the model.
  static let shared: [String] =
    ["PageRequest", "OrderByInput", "SortDirectionEnum", "PushOutcomeEnum", "InstantInput"]
    + Documents.ScalarType.all.flatMap { ["\($0.name)Input", "\($0.name)ListInput"] }

  /// The names of the types generated for a model type, its own not among them.
  static func types(of type: TypeModel) -> [String] {
    let name = type.name
    return [
      delta(name), deltaList(name), resultList(name), createInput(name), mutateInput(name),
      filter(name), subscriptionFilter(name), pushRow(name), pushOutcome(name),
      updateManyInput(type), mutationResultList(name),
    ]
  }

  /// The names of the filters generated for an enum.
  static func types(ofEnum name: String) -> [String] { ["\(name)Input", "\(name)ListInput"] }

  /// The root fields of a model type.
  static func operations(of type: TypeModel) -> [String] {
    [
      get(type), find(type), create(type), update(type), delete(type), restore(type), sync(type),
      push(type), updateMany(type), deleteMany(type), new(type), updated(type), deleted(type),
    ]
  }

  static func get(_ type: TypeModel) -> String { "get\(Plural.capitalised(type.name))" }
  static func find(_ type: TypeModel) -> String { "find\(Plural.capitalised(type.plural))" }
  static func sync(_ type: TypeModel) -> String { "sync\(Plural.capitalised(type.plural))" }
  static func create(_ type: TypeModel) -> String { "create\(Plural.capitalised(type.name))" }
  static func update(_ type: TypeModel) -> String { "update\(Plural.capitalised(type.name))" }
  static func delete(_ type: TypeModel) -> String { "delete\(Plural.capitalised(type.name))" }
  static func restore(_ type: TypeModel) -> String { "restore\(Plural.capitalised(type.name))" }
  static func push(_ type: TypeModel) -> String { "push\(Plural.capitalised(type.plural))" }
  static func updateMany(_ type: TypeModel) -> String { "update\(many(type))" }
  static func deleteMany(_ type: TypeModel) -> String { "delete\(many(type))" }

  /// The plural; a word that has none of its own needs something else to tell many from one.
  private static func many(_ type: TypeModel) -> String {
    let plural = Plural.capitalised(type.plural)
    return plural == Plural.capitalised(type.name) ? "Many\(plural)" : plural
  }

  static func new(_ type: TypeModel) -> String { "new\(Plural.capitalised(type.name))" }
  static func updated(_ type: TypeModel) -> String { "updated\(Plural.capitalised(type.name))" }
  static func deleted(_ type: TypeModel) -> String { "deleted\(Plural.capitalised(type.name))" }

  static func delta(_ name: String) -> String { "\(name)Delta" }
  static func deltaList(_ name: String) -> String { "\(name)DeltaList" }
  static func resultList(_ name: String) -> String { "\(name)ResultList" }
  static func createInput(_ name: String) -> String { "Create\(Plural.capitalised(name))Input" }
  static func mutateInput(_ name: String) -> String { "Mutate\(Plural.capitalised(name))Input" }
  static func pushRow(_ name: String) -> String { "Push\(Plural.capitalised(name))Row" }
  static func pushOutcome(_ name: String) -> String { "Push\(Plural.capitalised(name))Outcome" }
  static func updateManyInput(_ type: TypeModel) -> String { "Update\(many(type))Input" }
  static func mutationResultList(_ name: String) -> String { "\(name)MutationResultList" }

  /// The name of a row's key: a field of the model may have the plain one.
  static func rowKey(_ type: TypeModel) -> String {
    type.index(ofField: "key") == nil ? "key" : "_key"
  }

  static func filter(_ name: String) -> String { "\(name)Filter" }
  static func subscriptionFilter(_ name: String) -> String { "\(name)SubscriptionFilter" }
  static func filterInput(_ type: FieldType) -> String {
    type.isList ? "\(type.scalar.name)ListInput" : "\(type.scalar.name)Input"
  }
}
