public import WireFormat

/// `@user`: any event with an identity makes the server keep a session, so a machine or a service account is no user.
public struct UserInfo: Hashable, Sendable {
    /// What tells the user apart: a number, a name, an e-mail address.
    public var identity: String?
    /// What people see.
    public var name: String?
    public var data = JSONObject()

    public init(identity: String? = nil, name: String? = nil) { (self.identity, self.name) = (identity, name) }
}

/// `@user_description`: what a user says about an event.
public struct UserDescription: Hashable, Sendable {
    public var emailAddress: String?
    public var description: String?
    public var data = JSONObject()

    public init(emailAddress: String? = nil, description: String? = nil) {
        (self.emailAddress, self.description) = (emailAddress, description)
    }
}
