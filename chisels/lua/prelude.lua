-- Makes Lua 5.3 look like LuaJIT (5.1) to chisels. Runs before every one of them; host is what ts-shark hands in.
local host = ...
local floor, ceil, sub, rep, byte = math.floor, math.ceil, string.sub, string.rep, string.byte
local select, plain_tostring, concat = select, tostring, table.concat

local function tostring(value)
	if type(value) == "number" then return value .. "" end
	return plain_tostring(value)
end
_G.tostring = tostring

local function whole(n)
	if type(n) == "number" then return floor(n) end
	return n
end

-- Results as doubles: products of whole numbers would wrap at 32 bits.
function math.floor(n) return floor(n) + 0 end
function math.ceil(n) return ceil(n) + 0 end
function math.log10(n) return math.log(n, 10) end
function math.pow(a, b) return a ^ b end
function math.mod(a, b) return math.fmod(a, b) end
function math.ldexp(m, e) return m * 2 ^ e end

-- Fractions are cut off where positions are wanted.
function string.sub(s, i, j) return sub(s, whole(i), whole(j)) end
function string.rep(s, n, ...) return rep(s, whole(n), ...) end
function string.byte(s, i, j) return byte(s, whole(i), whole(j)) end
string.format = host.format
string.gfind = string.gmatch

-- Arrays first and in their order, as LuaJIT stores them.
function pairs(t)
	local length = #t
	if length == 0 then return next, t, nil end
	local i, key = 0, nil
	return function()
		while i < length do
			i = i + 1
			if t[i] ~= nil then return i, t[i] end
		end
		local value
		repeat
			key, value = next(t, key)
		until type(key) ~= "number" or key < 1 or key > length or key % 1 ~= 0
		return key, value
	end
end

-- Positions outside of the list are no errors.
function table.insert(t, ...)
	local length = #t
	if select("#", ...) == 1 then
		t[length + 1] = ...
		return
	end
	local at, value = ...
	for i = math.max(length + 1, at), at + 1, -1 do t[i] = t[i - 1] end
	t[at] = value
end

function table.remove(t, at)
	local length = #t
	at = at or length
	if at < 1 or at > length then return nil end
	local value = t[at]
	for i = at, length - 1 do t[i] = t[i + 1] end
	t[length] = nil
	return value
end

-- Memory is the business of the host.
function collectgarbage() return 0 end

unpack = table.unpack
loadstring = load
function table.getn(t) return #t end
function table.maxn(t)
	local most = 0
	for key in pairs(t) do
		if type(key) == "number" and key > most then most = key end
	end
	return most
end

local function joined(separator, ...)
	local texts = {}
	for i = 1, select("#", ...) do texts[i] = tostring((select(i, ...))) end
	return concat(texts, separator)
end

function print(...) host.write(joined("\t", ...) .. "\n") end

local function method_file(number)
	local file = {}
	function file:write(...) host.file_write(number, joined("", ...)) return self end
	function file:read(what) return host.file_read(number, what) end
	function file:lines() return function() return host.file_read(number, "*l") end end
	function file:flush() host.file_flush(number) return self end
	function file:close() return host.file_close(number) end
	function file:seek() error("files of chisels are read and written from beginning to end", 2) end
	function file:setvbuf() return true end
	return file
end

io = { stdout = method_file(1), stderr = method_file(2) }
function io.write(...) host.write(joined("", ...)) return io.stdout end
function io.flush() host.file_flush(1) end
function io.open(name, mode)
	local number, reason = host.file_open(name, mode)
	if number == nil then return nil, reason end
	return method_file(number)
end
function io.lines(name)
	local file, reason = io.open(name, "r")
	if file == nil then error(reason, 2) end
	return file:lines()
end
function io.close(file) return (file or io.stdout):close() end

os = host.os
package = { loaded = { string = string, table = table, math = math, os = os, io = io }, path = "", preload = {} }
function require(name)
	local module = package.loaded[name]
	if module ~= nil then return module end
	module = package.preload[name] or host.find(name)
	local result = module(name)
	if result == nil then result = package.loaded[name] == nil and true or package.loaded[name] end
	package.loaded[name] = result
	return result
end
dofile = nil
loadfile = nil
