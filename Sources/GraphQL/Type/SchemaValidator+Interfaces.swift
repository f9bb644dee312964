extension SchemaValidator {
  func checkInterfaces(_ type: NamedType) {
    var seen: Set<String> = []
    for name in type.interfaces {
      guard let named = schema.type(named: name) else {
        report(
          "Unknown type \"\(name)\"." + Suggestions.didYouMean(name, schema.types.map(\.name)),
          type.location)
        continue
      }
      guard case .interface(let interface) = named else {
        report(
          "Type \"\(type.name)\" must only implement interface types, it cannot implement "
            + "\"\(name)\".",
          type.location)
        continue
      }
      if name == type.name {
        report("Type \"\(name)\" cannot implement itself.", type.location)
        continue
      }
      guard seen.insert(name).inserted else {
        report("Type \"\(type.name)\" can only implement \"\(name)\" once.", type.location)
        continue
      }
      for inherited in interface.interfaces where !type.interfaces.contains(inherited) {
        report(
          inherited == type.name
            ? "Type \"\(type.name)\" cannot implement \"\(name)\", because it would create a "
              + "circular reference."
            : "Type \"\(type.name)\" must implement \"\(inherited)\", because it is "
              + "implemented by \"\(name)\".",
          type.location)
      }
      check(type, implements: interface)
    }
  }

  private func check(_ type: NamedType, implements interface: InterfaceType) {
    for expected in interface.fields {
      let path = "\(interface.name).\(expected.name)"
      guard let field = type.field(named: expected.name) else {
        report(
          "Interface field \"\(path)\" expected but \"\(type.name)\" does not provide it.",
          expected.location, type.location)
        continue
      }
      if !schema.isSubtype(field.type, of: expected.type) {
        report(
          "Interface field \"\(path)\" expects type \"\(expected.type)\" but "
            + "\"\(type.name).\(field.name)\" is type \"\(field.type)\".",
          expected.location, field.location)
      }
      for argument in expected.arguments {
        guard let own = field.argument(named: argument.name) else {
          report(
            "Interface field argument \"\(path)(\(argument.name):)\" expected but "
              + "\"\(type.name).\(field.name)\" does not provide it.",
            argument.location, field.location)
          continue
        }
        if own.type != argument.type {
          report(
            "Interface field argument \"\(path)(\(argument.name):)\" expects type "
              + "\"\(argument.type)\" but \"\(type.name).\(field.name)(\(own.name):)\" is "
              + "type \"\(own.type)\".",
            argument.location, own.location)
        }
      }
      for own in field.arguments where own.isRequired {
        if expected.argument(named: own.name) == nil {
          report(
            "Argument \"\(type.name).\(field.name)(\(own.name):)\" must not be required, as "
              + "interface field \"\(path)\" does not have it.",
            own.location, expected.location)
        }
      }
      if field.deprecationReason != nil, expected.deprecationReason == nil {
        report(
          "Field \"\(type.name).\(field.name)\" can't be deprecated, as interface field "
            + "\"\(path)\" is not.",
          field.location, expected.location)
      }
    }
  }
}
