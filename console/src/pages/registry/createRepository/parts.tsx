export function Help() {
  return (
    <>
      <p>
        The name becomes part of what docker calls the image. It cannot be changed later, and
        neither can the encryption.
      </p>
      <p>
        <b>Immutable</b> tags keep what was released under a name; exceptions leave room for tags
        like <code>latest</code>.
      </p>
    </>
  );
}
