/// English plurals of type names, as the npm package `pluralize` forms them: it gave clients of GraphQLCRUD the names that they
/// know. A name counts as one word, so `BlogPost` follows the rules for the ending `…post`.
enum Plural {
  /// The plural of a name, in ASCII letters; the case of what is added follows the name.
  static func of(_ word: String) -> String {
    let lower = word.lowercased()
    if uncountable.contains(lower) || uncountableEndings.contains(where: lower.hasSuffix)
      || endsUncountably(lower)
    {
      return word
    }
    if irregularPlurals.contains(lower) { return word }
    if let plural = irregular[lower] { return matchCase(of: word, plural) }
    for rule in rules {
      guard let ending = rule.endings.first(where: lower.hasSuffix) else { continue }
      let rest = lower.utf8.count - ending.utf8.count
      guard rule.isPreceded(Array(lower.utf8.prefix(rest))) else { continue }
      let stem = String(word.prefix(rest + ending.utf8.count - rule.dropped))
      let replaced = word.suffix(rule.dropped)
      let model = replaced.isEmpty ? word.suffix(1) : replaced
      return stem + matchCase(of: String(model), rule.added)
    }
    return word.hasSuffix("s") || word.hasSuffix("S")
      ? word : word + matchCase(of: String(word.suffix(1)), "s")
  }

  /// An ending, and what comes instead.
  private struct Rule {
    /// One of these ends the word.
    var endings: [String]
    /// So many letters at the end are dropped,
    var dropped: Int
    /// and these added.
    var added: String
    /// What must be true of the letters before the ending.
    var isPreceded: @Sendable ([UInt8]) -> Bool = { _ in true }
  }

  private static func isVowel(_ letter: UInt8) -> Bool {
    "aeiou".utf8.contains(letter)
  }

  /// The first rule that fits counts.
  private static let rules: [Rule] = [
    Rule(endings: ["men"], dropped: 0, added: ""),
    Rule(endings: ["man"], dropped: 2, added: "en"),
    Rule(endings: ["eaux"], dropped: 0, added: ""),
    Rule(endings: ["children"], dropped: 0, added: ""),
    Rule(endings: ["child"], dropped: 0, added: "ren"),
    Rule(endings: ["people"], dropped: 0, added: ""),
    Rule(endings: ["person"], dropped: 4, added: "ople"),
    Rule(endings: ["titmouse", "mouse", "louse"], dropped: 4, added: "ice") { $0.isEmpty },
    Rule(
      endings: joined(["matr", "cod", "mur", "sil", "vert", "ind", "append"], ["ix", "ex"]),
      dropped: 2, added: "ices"),
    Rule(endings: ["x", "ch", "ss", "sh", "zz"], dropped: 0, added: "es"),
    Rule(endings: joined(joined(["i", "e", "o"], ["l", "n"]), ["ey"]), dropped: 2, added: "ies") {
      guard let last = $0.last else { return false }
      return last != UInt8(ascii: "c") && last != UInt8(ascii: "h")
    },
    Rule(endings: ["quy"], dropped: 1, added: "ies"),
    Rule(endings: ["y"], dropped: 1, added: "ies") { before in
      before.last.map { !isVowel($0) && $0 != UInt8(ascii: "y") } ?? false
    },
    Rule(endings: ["knife", "wife", "life"], dropped: 2, added: "ves"),
    Rule(endings: ["arf", "lf", "eaf", "eof", "oaf", "hoof"], dropped: 1, added: "ves"),
    Rule(endings: ["sis"], dropped: 2, added: "es"),
    Rule(
      endings: [
        "aphelion", "hyperbaton", "perihelion", "asyndeton", "noumenon", "phenomenon", "criterion",
        "organon", "prolegomenon", "hedron", "automaton",
      ], dropped: 2, added: "a"),
    Rule(
      endings: [
        "agendum", "addendum", "millennium", "datum", "extremum", "bacterium", "desideratum",
        "stratum", "candelabrum", "erratum", "ovum", "symposium", "curriculum", "automatum",
        "quorum",
      ], dropped: 2, added: "a"),
    Rule(
      endings: [
        "data", "millennia", "bacteria", "strata", "errata", "ova", "symposia", "curricula",
        "automata", "phenomena", "criteria", "addenda", "extrema",
      ], dropped: 0, added: ""),
    Rule(endings: ["hero", "ato", "gro"], dropped: 0, added: "es"),
    Rule(endings: ["seraph", "cherub"], dropped: 0, added: "im"),
    Rule(endings: ["alumna", "alga", "vertebra"], dropped: 0, added: "e"),
    Rule(
      endings: [
        "alumnus", "syllabus", "virus", "radius", "nucleus", "fungus", "cactus", "stimulus",
        "terminus", "bacillus", "focus", "uterus", "locus", "stratus",
      ], dropped: 2, added: "i"),
    Rule(endings: joined(["e", "j", "z", "r"], ["as"]), dropped: 0, added: ""),
    Rule(endings: joined(["a", "e", "i", "o", "u"], ["las"]), dropped: 0, added: ""),
    Rule(endings: ["iam", "uam"], dropped: 0, added: ""),
    Rule(endings: ["emu", "enu"], dropped: 0, added: "s"),
    Rule(endings: ["alias", "tlas", "tmas", "gas", "ris"], dropped: 0, added: "es"),
    Rule(endings: ["us"], dropped: 0, added: "es") { before in
      before.last.map { !"aou".utf8.contains($0) } ?? false
    },
    Rule(endings: ["axis", "testis"], dropped: 2, added: "es"),
  ]

  private static func joined(_ stems: [String], _ tails: [String]) -> [String] {
    stems.flatMap { stem in tails.map { stem + $0 } }
  }

  /// Words with a plural of their own; only as whole words.
  private static let irregular: [String: String] = [
    "echo": "echoes", "dingo": "dingoes", "volcano": "volcanoes", "tornado": "tornadoes",
    "torpedo": "torpedoes", "genus": "genera", "viscus": "viscera", "stigma": "stigmata",
    "stoma": "stomata", "dogma": "dogmata", "lemma": "lemmata", "schema": "schemata",
    "anathema": "anathemata", "ox": "oxen", "axe": "axes", "die": "dice", "yes": "yeses",
    "foot": "feet", "eave": "eaves", "goose": "geese", "tooth": "teeth", "quiz": "quizzes",
    "human": "humans", "proof": "proofs", "carve": "carves", "valve": "valves", "looey": "looies",
    "thief": "thieves", "groove": "grooves", "pickaxe": "pickaxes", "passerby": "passersby",
    "canvas": "canvases", "this": "these", "that": "those",
  ]

  private static let irregularPlurals = Set(irregular.values)

  /// Words without a plural; only as whole words.
  private static let uncountable: Set<String> = [
    "adulthood", "advice", "agenda", "aid", "aircraft", "alcohol", "ammo", "analytics", "anime",
    "athletics", "audio", "bison", "blood", "bream", "buffalo", "butter", "carp", "cash",
    "chassis", "chess", "clothing", "cod", "commerce", "cooperation", "corps", "debris",
    "diabetes", "digestion", "elk", "energy", "equipment", "excretion", "expertise", "firmware",
    "flounder", "fun", "gallows", "garbage", "graffiti", "hardware", "headquarters", "health",
    "herpes", "highjinks", "homework", "housework", "information", "jeans", "justice", "kudos",
    "labour", "literature", "machinery", "mackerel", "mail", "manga", "media", "mews", "moose",
    "mud", "music", "news", "only", "personnel", "pike", "plankton", "pliers", "police",
    "pollution", "premises", "rain", "research", "rice", "salmon", "scissors", "series", "sewage",
    "shambles", "shrimp", "software", "species", "staff", "swine", "tennis", "traffic",
    "transportation", "trout", "tuna", "wealth", "welfare", "whiting", "wildebeest", "wildlife",
    "you",
  ]

  /// Endings without a plural.
  private static let uncountableEndings = [
    "pokemon", "deer", "fish", "measles", "ois", "ous", "pox", "sheep",
  ]

  /// `…nese`, `…guese`, and other names of peoples.
  private static func endsUncountably(_ word: String) -> Bool {
    guard word.hasSuffix("ese"), let before = word.utf8.dropLast(3).last else { return false }
    return !isVowel(before)
  }

  /// The plural in the letters' case of the word that it replaces: all lower, all upper, or capitalised.
  private static func matchCase(of word: String, _ plural: String) -> String {
    if word == word.lowercased() { return plural.lowercased() }
    if word == word.uppercased() { return plural.uppercased() }
    return capitalised(plural)
  }

  /// The same with an upper-case first letter.
  static func capitalised(_ word: String) -> String {
    word.prefix(1).uppercased() + word.dropFirst()
  }
}
