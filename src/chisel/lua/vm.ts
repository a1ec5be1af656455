import { SharkError } from '../../errors.js';
import { type LuaFunction, type LuaState, lauxlib, lua, PURE_LIBRARIES } from './fengari.js';

/** A value that goes to Lua: objects and arrays become tables, functions become functions. Texts are byte strings. */
export type ToLua =
  | undefined
  | boolean
  | number
  | string
  | Handle
  | Stored
  | HostFunction
  | readonly ToLua[]
  | { readonly [key: string]: ToLua }
  | ReadonlyMap<number, ToLua>;

/** A value that came from Lua: tables are maps. */
export type FromLua = undefined | boolean | number | string | Handle | Stored | Map<FromLua, FromLua>;

/** Called from Lua; what it throws is an error there. An array is one table; `Several` is several results. */
export type HostFunction = (...args: FromLua[]) => ToLua | Several;

export class Several {
  constructor(readonly values: readonly ToLua[]) {}
}

/** Something that Lua passes around without looking into it. */
export class Handle<T = unknown> {
  constructor(readonly value: T) {}
}

/** A value that stays on Lua's side, such as a function. */
export class Stored {
  constructor(readonly reference: number) {}
}

/** Thrown through Lua code, past its pcall: not an error of the script, but an end of the run. */
export type Passing = (error: unknown) => boolean;

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const text = (raw: Uint8Array): string => Buffer.from(raw.buffer, raw.byteOffset, raw.length).toString('latin1');

/** A Lua state with libraries that reach nothing outside of it. */
export class LuaVm {
  private readonly L: LuaState = lauxlib.luaL_newstate();
  private passing: unknown;

  constructor(private readonly passes: Passing) {
    for (const [name, open] of PURE_LIBRARIES) {
      lauxlib.luaL_requiref(this.L, bytes(name), open, 1);
      lua.lua_pop(this.L, 1);
    }
  }

  setGlobal(name: string, value: ToLua): void {
    this.push(value);
    lua.lua_setglobal(this.L, bytes(name));
  }

  getGlobal(name: string): FromLua {
    lua.lua_getglobal(this.L, bytes(name));
    const value = this.read(-1);
    lua.lua_pop(this.L, 1);
    return value;
  }

  /** Runs a chunk; its first result. `name` is what its errors begin with. Throws SharkError(TS_SHARK_CHISEL). */
  run(source: Buffer, name: string, ...args: ToLua[]): FromLua {
    this.chunk(source, name);
    for (const arg of args) this.push(arg);
    return this.call(args.length);
  }

  /** A chunk that was not run yet, as a function. */
  compile(source: Buffer, name: string): Stored {
    this.chunk(source, name);
    return new Stored(lauxlib.luaL_ref(this.L, REGISTRY));
  }

  private chunk(source: Buffer, name: string): void {
    const { L } = this;
    // A line with #! is for the shell.
    const code = source[0] === HASH ? source.subarray(Math.max(0, source.indexOf(0x0a))) : source;
    if (lauxlib.luaL_loadbuffer(L, code, code.length, bytes(name === OURS ? `=${OURS}` : `@${name}`)) !== 0)
      this.fail();
  }

  has(name: string): boolean {
    const { L } = this;
    const type = lua.lua_getglobal(L, bytes(name));
    lua.lua_pop(L, 1);
    return type !== lua.LUA_TNIL;
  }

  /** Calls a global function; undefined, too, where there is none. */
  callGlobal(name: string, ...args: ToLua[]): FromLua {
    const { L } = this;
    if (lua.lua_getglobal(L, bytes(name)) === lua.LUA_TNIL) {
      lua.lua_pop(L, 1);
      return undefined;
    }
    for (const arg of args) this.push(arg);
    return this.call(args.length);
  }

  private call(args: number): FromLua {
    const { L } = this;
    // A script may have caught what must pass.
    if (lua.lua_pcall(L, args, 1, 0) !== 0 || this.passing !== undefined) this.fail();
    const value = this.read(-1);
    lua.lua_pop(L, 1);
    return value;
  }

  private fail(): never {
    const { L, passing } = this;
    const message = text(lauxlib.luaL_tolstring(L, -1));
    lua.lua_settop(L, 0);
    this.passing = undefined;
    if (passing !== undefined) throw passing;
    throw new SharkError('TS_SHARK_CHISEL', message);
  }

  private push(value: ToLua): void {
    const { L } = this;
    switch (typeof value) {
      case 'undefined':
        lua.lua_pushnil(L);
        break;
      case 'number':
        lua.lua_pushnumber(L, value);
        break;
      case 'string':
        lua.lua_pushstring(L, bytes(value));
        break;
      case 'boolean':
        lua.lua_pushboolean(L, value);
        break;
      case 'function':
        lua.lua_pushcfunction(L, this.wrap(value));
        break;
      default:
        this.pushObject(value);
    }
  }

  private pushObject(value: Exclude<ToLua, undefined | number | string | boolean | HostFunction>): void {
    const { L } = this;
    if (value instanceof Handle) {
      lua.lua_pushlightuserdata(L, value);
      return;
    }
    if (value instanceof Stored) {
      lua.lua_rawgeti(L, REGISTRY, value.reference);
      return;
    }
    lua.lua_checkstack(L, 4);
    lua.lua_createtable(L, 0, 0);
    for (const [key, item] of entriesOf(value)) {
      this.push(key);
      this.push(item);
      lua.lua_rawset(L, -3);
    }
  }

  private wrap(fn: HostFunction): LuaFunction {
    return (L) => {
      const args: FromLua[] = [];
      const n = lua.lua_gettop(L);
      for (let i = 1; i <= n; i++) args.push(this.read(i));
      let result: ToLua | Several;
      try {
        result = fn(...args);
      } catch (error) {
        if (this.passes(error)) this.passing = error;
        lua.lua_pushstring(L, bytes(this.place() + (error as Error).message));
        lua.lua_error(L);
      }
      if (!(result instanceof Several)) {
        this.push(result);
        return 1;
      }
      for (const value of result.values) this.push(value);
      return result.values.length;
    };
  }

  /** `FILE:LINE: ` of the innermost line of the script that is running. */
  private place(): string {
    const { L } = this;
    for (let level = 1; level <= LEVELS; level++) {
      lauxlib.luaL_where(L, level);
      const place = text(lua.lua_tostring(L, -1) ?? new Uint8Array());
      lua.lua_pop(L, 1);
      if (place !== '' && !place.startsWith(OURS)) return place;
    }
    return '';
  }

  private read(index: number): FromLua {
    const { L } = this;
    switch (lua.lua_type(L, index)) {
      case lua.LUA_TNUMBER:
        return lua.lua_tonumber(L, index);
      case lua.LUA_TSTRING:
        return text(lua.lua_tostring(L, index) as Uint8Array);
      case lua.LUA_TBOOLEAN:
        return lua.lua_toboolean(L, index);
      case lua.LUA_TLIGHTUSERDATA:
        return lua.lua_touserdata(L, index) as Handle;
      case lua.LUA_TTABLE:
        return this.readTable(index < 0 ? lua.lua_gettop(L) + 1 + index : index, 0);
      case lua.LUA_TNIL:
      case NONE:
        return undefined;
      default:
        lua.lua_pushvalue(L, index);
        return new Stored(lauxlib.luaL_ref(L, REGISTRY));
    }
  }

  private readTable(index: number, depth: number): Map<FromLua, FromLua> {
    const { L } = this;
    const map = new Map<FromLua, FromLua>();
    if (depth > DEEPEST) return map;
    lua.lua_checkstack(L, 4);
    lua.lua_pushnil(L);
    while (lua.lua_next(L, index) !== 0) {
      const top = lua.lua_gettop(L);
      const key = lua.lua_type(L, top - 1);
      const value = lua.lua_type(L, top) === lua.LUA_TTABLE ? this.readTable(top, depth + 1) : this.read(top);
      if (key === lua.LUA_TNUMBER || key === lua.LUA_TSTRING) {
        // A copy, as reading a number as text would change the key.
        lua.lua_pushvalue(L, top - 1);
        map.set(this.read(-1), value);
        lua.lua_pop(L, 1);
      }
      lua.lua_pop(L, 1);
    }
    return map;
  }
}

/** Name of chunks that are not the script's. */
export const OURS = '[ts-shark]';
const LEVELS = 4;
const NONE = -1;
/** Tables in tables beyond this are left out: they may contain themselves. */
const DEEPEST = 16;
const REGISTRY = lua.LUA_REGISTRYINDEX;
const HASH = 0x23;

function entriesOf(
  value: readonly ToLua[] | { readonly [key: string]: ToLua } | ReadonlyMap<number, ToLua>,
): Iterable<readonly [string | number, ToLua]> {
  if (value instanceof Map) return value.entries();
  if (Array.isArray(value)) return value.map((item: ToLua, i) => [i + 1, item] as const);
  return Object.entries(value) as [string, ToLua][];
}
