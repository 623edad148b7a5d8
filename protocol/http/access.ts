import { type Static, Type } from 'typebox';
import { Count, Instant } from '../mqtt/fields.ts';

/** What a person may do: an admin everything, an operator what keeps machines serving, an analyst look at figures. */
export const roles = ['admin', 'operator', 'analyst'] as const;
export type Role = (typeof roles)[number];
export const Role = Type.Enum([...roles]);

/** The longest password that is taken, in UTF-16 units: long enough for any sentence, short enough to hash. */
export const maxPasswordLength = 256;
/** The shortest, in characters; no further rule but that it is not the name and not one character over and over. */
export const minPasswordLength = 12;
/** The longest name of a user, in UTF-16 units. */
export const maxNameLength = 40;

const Name = Type.String({ minLength: 1, maxLength: maxNameLength });
const Password = Type.String({ minLength: 1, maxLength: maxPasswordLength });
/** 256 random bits as base64url. */
const Token = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' });

/** Who is signed in, and what the pages must know before anybody is. */
export const Session = Type.Object({
  user: Type.Union([Type.Object({ name: Name, role: Role }), Type.Null()]),
  /** There is no user yet: the server's log holds the link that makes the first one. */
  needsSetup: Type.Boolean(),
  /** Pages or machines are served to others without encryption. */
  insecure: Type.Boolean(),
  simulated: Type.Boolean(),
});
export type Session = Static<typeof Session>;

export const SignIn = Type.Object({ name: Name, password: Password });
export type SignIn = Static<typeof SignIn>;

/** A one-time link's token; it stands in the fragment of its address, so that no log and no Referer has it. */
export const SignInByLink = Type.Object({ token: Token });
export type SignInByLink = Static<typeof SignInByLink>;

export const SetUp = Type.Object({ token: Token, name: Name, password: Password });
export type SetUp = Static<typeof SetUp>;

export const ChangePassword = Type.Object({ current: Password, next: Password });
export type ChangePassword = Static<typeof ChangePassword>;

/** A user as an admin sees him. Never anything of his password but whether there is one. */
export const User = Type.Object({
  id: Count,
  name: Name,
  role: Role,
  hasPassword: Type.Boolean(),
  createdAt: Instant,
  /** Null while he may sign in. */
  disabledAt: Type.Union([Instant, Type.Null()]),
  /** When one of his open sessions was last used; null where there is none. */
  seenAt: Type.Union([Instant, Type.Null()]),
});
export type User = Static<typeof User>;

export const Users = Type.Object({ users: Type.Array(User) });
export type Users = Static<typeof Users>;

export const NewUser = Type.Object({ name: Name, role: Role, password: Password });
export type NewUser = Static<typeof NewUser>;

/** What is left out stays as it is. `disabled: true` and a new password end the user's sessions. */
export const UserChange = Type.Object(
  { role: Type.Optional(Role), disabled: Type.Optional(Type.Boolean()), password: Type.Optional(Password) },
  { minProperties: 1 },
);
export type UserChange = Static<typeof UserChange>;

/** One act that somebody answers for. `actor` is a user's name, or the part of the server that acted. */
export const AuditEntry = Type.Object({
  id: Count,
  at: Instant,
  actor: Type.String(),
  action: Type.String(),
  subject: Type.String(),
  detail: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()])),
});
export type AuditEntry = Static<typeof AuditEntry>;

/** What the audit log is narrowed to: all that is given must fit. */
export const AuditFilter = Type.Object({
  actor: Type.Optional(Type.String({ maxLength: 200 })),
  action: Type.Optional(Type.String({ maxLength: 200 })),
  subject: Type.Optional(Type.String({ maxLength: 200 })),
});
export type AuditFilter = Static<typeof AuditFilter>;

/** Whom and what the audit log names: 500 of each at most. */
export const AuditChoices = Type.Object({
  actors: Type.Array(Type.String()),
  actions: Type.Array(Type.String()),
  subjects: Type.Array(Type.String()),
});
export type AuditChoices = Static<typeof AuditChoices>;

/** A page of the audit log, newest first; `next` is the `before` of the following page, null at the end. */
export const Audit = Type.Object({
  entries: Type.Array(AuditEntry),
  next: Type.Union([Count, Type.Null()]),
});
export type Audit = Static<typeof Audit>;
