-- Functions that chisels in Lua expect behind require "common", for machines without sysdig's own.
local KEY_SEPARATOR = "\001\001"
local COLUMN = 20

ONE_S_IN_NS = 1000000000
ONE_MS_IN_NS = 1000000
ONE_US_IN_NS = 1000

function extend_string(s, width)
	if #s < width then return s .. string.rep(" ", width - #s) end
	if width <= 0 then return "" end
	return string.sub(s, 1, width - 1) .. " "
end

function split(s, delimiter)
	local parts = {}
	for part in (s .. delimiter):gmatch("(.-)" .. delimiter) do parts[#parts + 1] = part end
	return parts
end

function starts_with(s, prefix) return string.sub(s, 1, #prefix) == prefix end
function ends_with(s, suffix) return suffix == "" or string.sub(s, -#suffix) == suffix end

local BYTE_UNITS = { "KB", "M", "G", "T", "P" }

function format_bytes(n)
	if n <= 1024 then return string.format("%dB", n) end
	local unit = 1
	n = n / 1024
	while n > 1024 and unit < #BYTE_UNITS do
		n = n / 1024
		unit = unit + 1
	end
	return string.format("%.2f%s", n, BYTE_UNITS[unit])
end

local TIME_UNITS = { { ONE_S_IN_NS, "s" }, { ONE_MS_IN_NS, "ms" }, { ONE_US_IN_NS, "us" } }

function format_time_interval(ns)
	for i, unit in ipairs(TIME_UNITS) do
		local size, name = unit[1], unit[2]
		if i > 1 and ns >= size * 10 then return string.format("%u%s", math.floor(ns / size), name) end
		if ns >= size then
			return string.format("%u.%02u%s", math.floor(ns / size), math.floor(ns % size / (size / 100)), name)
		end
	end
	return string.format("%uns", ns)
end

function pairs_top_by_val(t, count, order)
	local keys = {}
	for key in pairs(t) do keys[#keys + 1] = key end
	table.sort(keys, function(a, b) return order(t, a, b) end)
	local i = 0
	return function()
		i = i + 1
		if (count == 0 or i <= count) and keys[i] ~= nil then return keys[i], t[keys[i]] end
	end
end

function ts_to_str(seconds, nanos) return string.format("%u%.9u", seconds, nanos) end

local function quoted(value)
	if type(value) == "number" or type(value) == "boolean" then return tostring(value) end
	local text = string.gsub(value, '[%c"\\]', function(c) return string.format("\\u%04x", string.byte(c)) end)
	return '"' .. text .. '"'
end

local function print_json(rows, seconds, nanos, info)
	local data, fields = {}, {}
	for key, value in rows do
		local cells = split(key, KEY_SEPARATOR)
		for i, cell in ipairs(cells) do cells[i] = quoted(cell) end
		cells[#cells + 1] = quoted(value)
		data[#data + 1] = "[" .. table.concat(cells, ",") .. "]"
	end
	local function field(name, desc, is_key)
		fields[#fields + 1] = string.format('{"name":%s,"desc":%s,"is_key":%s}', quoted(name), quoted(desc), quoted(is_key))
	end
	for i, name in ipairs(info.key_fld) do field(name, info.key_desc[i], true) end
	field(info.value_fld, info.value_desc, false)
	print(string.format('{"ts":%s,"data":[%s],"info":[%s]}', quoted(sysdig.make_ts(seconds, nanos)),
		table.concat(data, ","), table.concat(fields, ",")))
end

local function value_text(value, covered, units)
	if units == "bytes" then return format_bytes(value) end
	if units == "time" then return format_time_interval(value) end
	if units == "timepct" then
		return covered > 0 and string.format("%.2f%%", value / covered * 100) or "0.00%"
	end
	return tostring(value)
end

function print_sorted_table(t, seconds, nanos, covered, info)
	local rows = pairs_top_by_val(t, info.top_number, function(values, a, b) return values[b] < values[a] end)
	if info.output_format == "json" then return print_json(rows, seconds, nanos, info) end
	local heading = extend_string(info.value_desc, COLUMN)
	for _, desc in ipairs(info.key_desc) do heading = heading .. extend_string(desc, COLUMN) end
	print(heading)
	print(string.rep("-", 80))
	for key, value in rows do
		local cells = split(key, KEY_SEPARATOR)
		local line = extend_string(value_text(value, covered, info.value_units), COLUMN)
		for i, cell in ipairs(cells) do
			line = line .. (i < #cells and extend_string(string.sub(cell, 1, COLUMN), COLUMN) or cell)
		end
		print(line)
	end
end

function parse_numeric_input(value, name)
	local number = tonumber(value)
	if number == nil then
		print(string.format("Input %s must be a number.", name))
		os.exit()
	end
	return number
end

function copytable(value)
	if type(value) ~= "table" then return value end
	local copy = {}
	for key, item in pairs(value) do copy[copytable(key)] = copytable(item) end
	return setmetatable(copy, copytable(getmetatable(value)))
end

function concattable(target, source)
	for i = 1, #source do target[#target + 1] = source[i] end
	return target
end

function typeof(value)
	local kind = type(value)
	if kind ~= "table" and kind ~= "userdata" then return kind end
	local meta = getmetatable(value)
	return meta ~= nil and meta._NAME or kind
end

function st(value, name, one_line, depth)
	depth = depth or 0
	local indent = string.rep(" ", depth)
	local head = indent .. (name and name .. " = " or "")
	local line_end = one_line and "" or "\n"
	if type(value) == "table" then
		local body = ""
		for key, item in pairs(value) do body = body .. st(item, key, one_line, depth + 1) .. "," .. line_end end
		return head .. "{" .. line_end .. body .. indent .. "}"
	end
	if type(value) == "string" then return head .. string.format("%q", value) end
	if type(value) == "number" or type(value) == "boolean" then return head .. tostring(value) end
	return head .. '"[' .. type(value) .. ']"'
end
