// A stand-in of CGRU's script, for tests: what the chooser counts on in it.
af = { hosts_mask: '' };
function af_CheckScene() { return true; }
function af_StartRender() { return system.callSystem('cmd /c "pythonw.exe afjob.py -hostsmask "' + af.hosts_mask + '""'); }
if( af_CheckScene())
{
	af_StartRender();
}
