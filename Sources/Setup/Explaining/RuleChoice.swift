package import Model
import Tailing

/// By which rule file a log is read, and why by that one; for commands that are told of a log and of no rule file.
package struct RuleChoice: Sendable {
    package var file: RuleFile
    package var reason: Reason

    /// Why it is that one.
    package enum Reason: Sendable {
        /// Somebody said so.
        case given
        /// Its `files` name the log's path, so the agent reads it by this one.
        case namesThePath
        /// It explains the lines best; `second` is the next best one.
        case fits(confidence: Confidence, second: (name: String, confidence: Confidence)?)
        /// None explains the lines.
        case noneFits
    }

    /// How well a layout explains some lines.
    package struct Confidence: Hashable, Sendable {
        /// 0...100: the share of the log's entries that are taken apart.
        package var percent: Int

        init(_ fit: RuleFit) { percent = Int((fit.confidence * 100).rounded()) }
    }

    package init(_ file: RuleFile, _ reason: Reason) { (self.file, self.reason) = (file, reason) }

    /// The file of `book` that names `path`, else the one that fits `sample` best, else the generic one. `path` is
    /// absolute, and nil for lines that come from no file.
    package init(for sample: [UInt8], at path: Path?, in book: RuleBook, _ context: RuleContext) {
        if let path, let named = book.files.first(where: { $0.files.matches(path) }) {
            self.init(named, .namesThePath)
            return
        }
        let ranking = RuleChooser(book.files).ranking(for: sample, at: path)
        guard let best = ranking.first else {
            self.init(.generic(in: context), .noneFits)
            return
        }
        let second = ranking.dropFirst().first.map { ($0.file.name, Confidence($0)) }
        self.init(best.file, .fits(confidence: Confidence(best), second: second))
    }
}
