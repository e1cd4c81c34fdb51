/** The stored bytes of a snapshot are not what was put in. */
export class BlockDamage extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    super(`the snapshot is damaged: ${reason}`, options);
    this.name = 'BlockDamage';
  }
}
