-- Escape sequences for chisels in Lua: colours by name, and what moves the cursor.
local terminal = {}
local ESC = "\27["

local codes = {
	reset = 0, clear = 0, bright = 1, dim = 2, underscore = 4, blink = 5, reverse = 7, hidden = 8,
	black = 30, red = 31, green = 32, yellow = 33, blue = 34, magenta = 35, cyan = 36, white = 37,
	onblack = 40, onred = 41, ongreen = 42, onyellow = 43, onblue = 44, onmagenta = 45, oncyan = 46, onwhite = 47,
}

function terminal.enable_color(enabled)
	for name, code in pairs(codes) do
		terminal[name] = enabled == true and ESC .. code .. "m" or ""
	end
end

function terminal.clearscreen() io.write(ESC .. "2J") end
function terminal.moveto(x, y) io.write(ESC .. x .. ";" .. y .. "H") end
function terminal.moveup(n) io.write(ESC .. n .. "F") end
function terminal.clearline() io.write(ESC .. "2K") end
function terminal.hidecursor() io.write(ESC .. "?25l") end
function terminal.showcursor() io.write(ESC .. "?25h") end
function terminal.setfgcol(color) io.write(ESC .. "38;5;" .. color .. "m") end
function terminal.setbgcol(color) io.write(ESC .. "48;5;" .. color .. "m") end

return terminal
