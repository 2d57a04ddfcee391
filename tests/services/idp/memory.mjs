// Keeps what the provider knows in one map.

export class Memory {
  #entries;

  constructor(entries) {
    this.#entries = new Map(entries);
  }

  entries() {
    return [...this.#entries];
  }

  // The class that the provider makes an instance of for each kind of thing.
  adapter() {
    const entries = this.#entries;
    return class {
      constructor(kind) {
        this.prefix = `${kind} `;
      }

      async upsert(id, value, lifetime) {
        const until = lifetime ? Date.now() + lifetime * 1000 : null;
        entries.set(this.prefix + id, { value, until });
      }

      async find(id) {
        const entry = entries.get(this.prefix + id);
        // A device code is told apart from one that never was for as long as the provider runs.
        const gone = entry?.until && entry.until < Date.now() && this.prefix !== 'DeviceCode ';
        return gone ? undefined : entry?.value;
      }

      async findByUid(uid) {
        return this.#first((value) => value.uid === uid);
      }

      async findByUserCode(code) {
        return this.#first((value) => value.userCode === code);
      }

      async consume(id) {
        entries.get(this.prefix + id).value.consumed = Math.floor(Date.now() / 1000);
      }

      async destroy(id) {
        entries.delete(this.prefix + id);
      }

      async revokeByGrantId(grant) {
        for (const [key, { value }] of entries) {
          if (key.startsWith(this.prefix) && value.grantId === grant) entries.delete(key);
        }
      }

      #first(wanted) {
        for (const [key, { value }] of entries) {
          if (key.startsWith(this.prefix) && wanted(value)) {
            return this.find(key.slice(this.prefix.length));
          }
        }
        return undefined;
      }
    };
  }
}
