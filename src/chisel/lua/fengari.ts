import { createRequire } from 'node:module';
import { decimal } from '../units.js';

/** The little of fengari that is used here. A stack index is a number, a Lua string an array of bytes. */

/** A Lua state. */
export type LuaState = { readonly __lua: unique symbol };
/** Takes its arguments from the stack, pushes its results and returns how many they are. */
export type LuaFunction = (L: LuaState) => number;

interface LuaApi {
  lua_call(L: LuaState, args: number, results: number): void;
  lua_checkstack(L: LuaState, n: number): number;
  lua_createtable(L: LuaState, items: number, fields: number): void;
  lua_error(L: LuaState): never;
  lua_getglobal(L: LuaState, name: Uint8Array): number;
  lua_gettop(L: LuaState): number;
  lua_next(L: LuaState, index: number): number;
  lua_pcall(L: LuaState, args: number, results: number, handler: number): number;
  lua_pop(L: LuaState, n: number): void;
  lua_pushboolean(L: LuaState, value: boolean): void;
  lua_pushcfunction(L: LuaState, fn: LuaFunction): void;
  lua_pushlightuserdata(L: LuaState, value: unknown): void;
  lua_pushnil(L: LuaState): void;
  lua_pushnumber(L: LuaState, value: number): void;
  lua_pushstring(L: LuaState, text: Uint8Array): void;
  lua_pushvalue(L: LuaState, index: number): void;
  lua_rawgeti(L: LuaState, index: number, n: number): void;
  lua_rawset(L: LuaState, index: number): void;
  lua_setglobal(L: LuaState, name: Uint8Array): void;
  lua_settop(L: LuaState, index: number): void;
  lua_toboolean(L: LuaState, index: number): boolean;
  lua_tonumber(L: LuaState, index: number): number;
  lua_tostring(L: LuaState, index: number): Uint8Array | null;
  lua_touserdata(L: LuaState, index: number): unknown;
  lua_type(L: LuaState, index: number): number;
  readonly LUA_REGISTRYINDEX: number;
  readonly LUA_TNIL: number;
  readonly LUA_TBOOLEAN: number;
  readonly LUA_TLIGHTUSERDATA: number;
  readonly LUA_TNUMBER: number;
  readonly LUA_TSTRING: number;
  readonly LUA_TTABLE: number;
}

interface AuxApi {
  luaL_newstate(): LuaState;
  luaL_loadbuffer(L: LuaState, source: Uint8Array, length: number, name: Uint8Array): number;
  luaL_ref(L: LuaState, table: number): number;
  luaL_requiref(L: LuaState, name: Uint8Array, open: LuaFunction, global: number): void;
  luaL_tolstring(L: LuaState, index: number): Uint8Array;
  luaL_where(L: LuaState, level: number): void;
}

interface Tagged {
  readonly value: number;
  ttisinteger(): boolean;
  setfltvalue(n: number): void;
  setsvalue(text: unknown): void;
}

const require = createRequire(import.meta.url);
const part = (name: string) => require(`fengari/src/${name}.js`);

// Its files need each other in circles: they must be loaded from this end.
const whole = part('fengari') as { readonly lua: LuaApi; readonly lauxlib: AuxApi };
export const lua = whole.lua;
export const lauxlib = whole.lauxlib;

/**
 * Chisels are written for LuaJIT, whose numbers are doubles and print with 14 digits. fengari follows Lua 5.3: whole
 * numbers are of 32 bits and others print with a `.0`. So numerals are always read as doubles, and numbers become text
 * in our way.
 */
function behaveAsLuaJit(): void {
  const objects = part('lobject') as {
    luaO_str2num(text: Uint8Array, target: Tagged): number;
    luaO_tostring(L: LuaState, target: Tagged): void;
  };
  const { luaS_bless } = part('lstring') as { luaS_bless(L: LuaState, text: Uint8Array): unknown };
  const read = objects.luaO_str2num;
  objects.luaO_str2num = (text, target) => {
    const length = read(text, target);
    if (length !== 0 && target.ttisinteger()) target.setfltvalue(target.value);
    return length;
  };
  objects.luaO_tostring = (L, target) =>
    target.setsvalue(luaS_bless(L, Uint8Array.from(Buffer.from(decimal(target.value), 'latin1'))));
}

behaveAsLuaJit();

/** The libraries that touch nothing outside the VM. */
export const PURE_LIBRARIES: readonly [name: string, open: LuaFunction][] = [
  ['_G', part('lbaselib').luaopen_base],
  ['string', part('lstrlib').luaopen_string],
  ['table', part('ltablib').luaopen_table],
  ['math', part('lmathlib').luaopen_math],
  ['coroutine', part('lcorolib').luaopen_coroutine],
];
