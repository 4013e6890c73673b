// What a UUID looks like. Apart from ids.ts, which makes them, so that who only has to tell one from another name (the
// client in a browser) does not carry the making.

/** The form of a UUID of any version, in lower case. */
export const UUID_FORM = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
